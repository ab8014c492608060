#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::string hash(64, 'a'), otherHash(64, 'b');

ModelRow model(const std::string& id, const std::string& modelHash,
               const std::filesystem::path& file) {
    return {id, modelHash, file, R"({"layers":6})", R"({"data":"phantoms"})", false, 0};
}

StoredVector vectorOf(std::int64_t caseId, std::vector<float> values) {
    return {caseId, std::move(values), {Phase::Arterial, Phase::PortalVenous}};
}

std::size_t countOf(const std::vector<std::string>& problems, const char* words) {
    std::size_t count = 0;
    for (const std::string& problem : problems) {
        count += problem.find(words) != std::string::npos ? 1 : 0;
    }
    return count;
}

/// An exam whose files are on disk, with the sizes that its rows say.
std::int64_t importRealFiles(LibraryFolder& folder) {
    auto headers = seriesHeaders("1.1", "1.1.1", 2);
    VolumeRecord v = volume("1.1", "1.1.1", Phase::Arterial);
    for (InstanceHeader& h : headers) {
        h.path = writeFile(folder.root() / "data" / h.sopInstanceUid, std::string(1000, 'x'));
        h.modifiedNs = modifiedNs(h.path);
    }
    const std::string studies[]{"1.1"};
    const Case cases[]{exam({v})};
    if (!folder->addInstances(headers) || !folder->replaceCases(studies, cases)) {
        return 0;
    }
    return folder->cases()->front().id;
}

} // namespace

class StoreModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modelsAreListedActivatedRemoved() {
        LibraryFolder folder;
        VERIFY_OK(folder->addModel(model("compact-1", hash, "models/c.safetensors")));
        VERIFY_OK(folder->addModel(model("tuned", otherHash, "models/t.safetensors")));
        VERIFY_OK(folder->activateModel("compact-1"));
        VERIFY_OK(folder->activateModel("tuned"));
        const auto models = folder.reopened().models();
        VERIFY_OK(models);
        QCOMPARE(models->size(), std::size_t(2));
        QVERIFY(!models->at(0).active && models->at(1).active);
        QCOMPARE(models->at(0).provenance, std::string(R"({"data":"phantoms"})"));
        QCOMPARE(folder->removeModel("tuned").error().code, ErrorCode::Conflict);
        QCOMPARE(folder->activateModel("none").error().code, ErrorCode::NotFound);
        QCOMPARE(folder->addModel(model("compact-1", std::string(64, 'c'), "x")).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(folder->addModel(model("again", hash, "x")).error().code, ErrorCode::Conflict);
        VERIFY_OK(folder->addModel(model("compact-1", hash, "models/moved.safetensors")));
        QCOMPARE(folder->models()->front().file, std::filesystem::path("models/moved.safetensors"));
        VERIFY_OK(folder->removeModel("compact-1"));
        QCOMPARE(folder->models()->size(), std::size_t(1));
    }

    void vectorsReadBackExactly() {
        LibraryFolder folder;
        const std::int64_t id =
            importExam(folder.library(), "1.1", {Phase::Arterial, Phase::PortalVenous});
        VERIFY_OK(folder->addModel(model("compact-1", hash, "m")));
        VERIFY_OK(folder->putVector(hash, vectorOf(id, {0.6f, -0.8f, 1e-30f})));
        const auto vectors = folder.reopened().vectors(hash);
        VERIFY_OK(vectors);
        QCOMPARE(vectors->size(), std::size_t(1));
        QVERIFY(vectors->front().vector == (std::vector<float>{0.6f, -0.8f, 1e-30f}));
        QVERIFY(vectors->front().phases ==
                (std::vector<Phase>{Phase::Arterial, Phase::PortalVenous}));
        QVERIFY(folder->vectors(otherHash)->empty());
        QCOMPARE(folder->models()->front().vectors, 1);
        QCOMPARE(folder->putVector(hash, vectorOf(77, {1})).error().code, ErrorCode::NotFound);
        QCOMPARE(folder->putVector(hash, vectorOf(id, {})).error().code, ErrorCode::BadInput);
    }

    void vectorIsOldWhenItsCaseChanged() {
        LibraryFolder folder;
        const std::int64_t id =
            importExam(folder.library(), "1.1", {Phase::Arterial, Phase::PortalVenous});
        const auto missing = [&] { return !folder.reopened().casesWithoutVector(hash)->empty(); };
        const auto embed = [&] {
            return folder->putVector(hash, vectorOf(id, {1, 0})).has_value();
        };
        QVERIFY(missing());
        QVERIFY(embed() && !missing());
        const std::string studies[]{"1.1"};
        const auto rebuild = [&](std::vector<VolumeRecord> volumes) {
            const Case cases[]{exam(std::move(volumes))};
            return folder->replaceCases(studies, cases).has_value();
        };
        const VolumeRecord a = volume("1.1", "1.1.1", Phase::Arterial);
        const VolumeRecord b = volume("1.1", "1.1.2", Phase::PortalVenous);
        QVERIFY(rebuild({a, b}));
        QVERIFY(!missing()); // built again as it was
        QVERIFY(rebuild({a}));
        QVERIFY(missing()); // a phase is gone
        QVERIFY(embed() && !missing());
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed));
        QVERIFY(missing());
        QVERIFY(embed() && !missing());
        auto changed = seriesHeaders("1.1", "1.1.1", 2);
        changed[0].modifiedNs += 1; // other pixels, perhaps
        VERIFY_OK(folder->addInstances(changed));
        QVERIFY(rebuild({a}));
        QVERIFY(missing());
    }

    void aVectorOfWhatACaseWasIsRefused() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        StoredVector vector = vectorOf(id, {1, 0});
        vector.signature = folder->caseSignature(id).value();
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed)); // while its images are read
        QCOMPARE(folder->putVector(hash, vector).error().code, ErrorCode::Io);
        QVERIFY(folder->vectors(hash)->empty());
        vector.signature = folder->caseSignature(id).value();
        VERIFY_OK(folder->putVector(hash, vector));
        QVERIFY(folder->casesWithoutVector(hash)->empty());
        QCOMPARE(folder->caseSignature(77).error().code, ErrorCode::NotFound);
    }

    void aFilesRightsAndPlaceMakeNoOtherCase() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        const std::int64_t signature = folder->caseSignature(id).value();
        const VolumeRecord built = folder->caseById(id)->volumes.front();
        VERIFY_OK(folder->setEnhancement(built.id, {}, built.phase));
        auto headers = seriesHeaders("1.1", "1.1.1", 2);
        for (InstanceHeader& h : headers) {
            h.changedNs = 1700000000999999999; // of a copy on another disk
            h.inode = 4711;
        }
        VERIFY_OK(folder->addInstances(headers));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::Arterial)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QCOMPARE(folder->caseSignature(id).value(), signature);
        QVERIFY(folder->caseById(id)->volumes.front().enhancement.has_value());
    }

    void caseWithoutPhaseSeriesNeedsNoVector() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        VolumeRecord scout = volume("1.1", "1.1.1", Phase::Unknown);
        scout.inPhaseSeries = false;
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({scout})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QVERIFY(folder->casesWithoutVector(hash)->empty());
    }

    void wholeLibraryVerifies() {
        LibraryFolder folder;
        const std::int64_t id = importRealFiles(folder);
        VERIFY_OK(folder->addModel(model("compact-1", hash, writeFile(folder.root() / "m", "m"))));
        VERIFY_OK(folder->putVector(hash, vectorOf(id, {1, 0})));
        Report report;
        report.studyUid = "1.1";
        report.text = "Cyst.";
        VERIFY_OK(folder->addReport(report));
        writeFile(folder->thumbnailPath(id), "png");
        const auto problems = folder.reopened().verify();
        VERIFY_OK(problems);
        QVERIFY2(problems->empty(), problems->empty() ? "" : problems->front().c_str());
    }

    void problemsAreFound() {
        LibraryFolder folder;
        const std::int64_t id = importRealFiles(folder);
        const std::int64_t second = importExam(folder.library(), "1.2", {Phase::Arterial}, "P2");
        VERIFY_OK(folder->addModel(model("compact-1", hash, "models/gone")));
        VERIFY_OK(folder->putVector(hash, vectorOf(id, {1, 0})));
        VERIFY_OK(folder->putVector(hash, vectorOf(second, {1, 0, 0})));
        VERIFY_OK(folder->putVector(otherHash, vectorOf(id, {3, 4})));
        VERIFY_OK(folder->addInstances(seriesHeaders("1.3", "1.3.1", 1)));
        writeFile(folder.root() / "data/1.1.1.1", "shorter");
        std::filesystem::remove(folder.root() / "data/1.1.1.2");
        writeFile(folder->thumbnailPath(999), "png");
        const auto problems = folder.reopened().verify();
        VERIFY_OK(problems);
        QCOMPARE(countOf(*problems, "1.1.1.1 has changed its size"), std::size_t(1));
        QCOMPARE(countOf(*problems, "1.1.1.2 is gone"), std::size_t(1));
        QCOMPARE(countOf(*problems, "Folder /data/1.2.1 is gone, with 2 files"), std::size_t(1));
        QCOMPARE(countOf(*problems, "models/gone is gone"), std::size_t(1));
        QCOMPARE(countOf(*problems, "another length"), std::size_t(1));
        QCOMPARE(countOf(*problems, "not of unit length"), std::size_t(1));
        QCOMPARE(countOf(*problems, "model that is not in the library"), std::size_t(1));
        QCOMPARE(countOf(*problems, "Study 1.3 has changed"), std::size_t(1));
        QCOMPARE(countOf(*problems, "999.png"), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(StoreModelsTest)
#include "test_store_models.moc"

// What the library keeps of pixels, geometry and objects, and how it counts cases.
#include <SQLiteCpp/SQLiteCpp.h>

#include "Fixture.h"
#include "OldLibrary.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Enhancement someEnhancement() {
    Enhancement e;
    e.aorta = 310.5;
    e.renalCortex = 180;
    e.phase = Phase::Arterial;
    e.confidence = 0.75;
    e.reason = "The aorta is bright, the portal vein is not";
    return e;
}

std::int64_t firstVolume(Library& library) {
    return library.cases()->front().volumes.front().id;
}

Result<void> rebuild(Library& library, const VolumeRecord& built) {
    const std::string studies[]{"1.1"};
    const Case cases[]{exam({built})};
    return library.replaceCases(studies, cases);
}

bool decoded(Library& library) {
    const std::int64_t id = library.cases()->front().id;
    return library.caseById(id)->volumes.front().slices.front().decodedBefore;
}

std::string listed(const std::vector<FacetCount>& counts) {
    std::string text;
    for (const FacetCount& count : counts) {
        text += (text.empty() ? "" : " ") + count.value + "=" + std::to_string(count.cases);
    }
    return text;
}

/// Exams that differ in all that is counted: ages in decades, years, sexes, makers.
void importMany(Library& library, int count) {
    std::vector<InstanceHeader> headers;
    std::vector<std::string> studies;
    std::vector<Case> cases;
    for (int i = 0; i < count; ++i) {
        const std::string study = "7." + std::to_string(i);
        InstanceHeader h = header(study, study + ".1", 1);
        h.patientId = "P" + std::to_string(i);
        h.manufacturer = i % 3 ? "SIEMENS" : "GE";
        headers.push_back(h);
        Case c = exam({volume(study, study + ".1", i % 2 ? Phase::Arterial : Phase::Delayed, 1)},
                      h.patientId);
        c.patientSex = i % 4 ? "F" : "M";
        c.patientAge = i == 0 ? "018M" : i == 1 ? "" : "06" + std::to_string(i % 10) + "Y";
        c.studyDate = i % 2 ? "20200101" : "20210101";
        c.modality = i == 5 ? "MR" : "CT";
        c.bodyPart = i % 2 ? "LIVER" : "";
        studies.push_back(study);
        cases.push_back(c);
    }
    VERIFY_OK(library.addInstances(headers));
    VERIFY_OK(library.replaceCases(studies, cases));
}

} // namespace

class StoreContentsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void version3KeepsEverything() {
        LibraryFolder folder;
        makeVersion3(folder.path());
        const auto whole = folder->caseById(5);
        VERIFY_OK(whole);
        const VolumeRecord& v = whole->volumes.front();
        QVERIFY(whole->patientName == "Old^Case" && whole->reports.size() == 1);
        QVERIFY(v.id == 9 && v.phase.phase == Phase::Arterial && v.slices.size() == 1);
        QVERIFY(v.splitCause == SplitCause::None && v.geometryFlags.empty() && !v.enhancement);
        QVERIFY(v.slices[0].fileSize == 1000 && v.slices[0].modifiedNs == 77 &&
                !v.slices[0].decodedBefore);
        QVERIFY(folder->casesWithoutVector("hash")->empty()); // its vector still counts
        QCOMPARE(folder->searchReports("cyst", 5)->size(), std::size_t(1));
        const Facets facets = folder->facets().value();
        QCOMPARE(listed(facets.phase), std::string("arterial=1"));
        QCOMPARE(listed(facets.ageDecade), std::string("50-59=1"));
        QCOMPARE(listed(facets.year), std::string("2019=1"));
        QCOMPARE(listed(facets.manufacturer), std::string("SIEMENS=1"));
        VERIFY_OK(folder->setEnhancement(9, someEnhancement(), v.phase));
        QCOMPARE(folder.reopened().caseById(5)->volumes.front().enhancement->aorta, 310.5);
        QVERIFY(std::filesystem::exists(folder.path() / "library.backup-v3.sqlite"));
        SQLite::Database backup(folder.path() / "library.backup-v3.sqlite", SQLite::OPEN_READONLY);
        QCOMPARE(backup.execAndGet("PRAGMA quick_check").getString(), std::string("ok"));
        QCOMPARE(backup.execAndGet("SELECT count(*) FROM vector").getInt(), 1);
    }

    void geometryReadsBack() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        VolumeRecord v = volume("1.1", "1.1.1", Phase::Arterial);
        v.splitCause = SplitCause::TemporalPosition;
        v.geometryFlags = {GeometryFlag::Tilt, GeometryFlag::MissingSlices};
        v.tiltDegrees = -12.5;
        v.photometric = "MONOCHROME1";
        v.bValue = 800;
        v.kvp = 140;
        VERIFY_OK(rebuild(folder.library(), v));
        const VolumeRecord r = folder.reopened().cases()->front().volumes.front();
        QVERIFY(r.splitCause == v.splitCause && r.geometryFlags == v.geometryFlags);
        QVERIFY(r.tiltDegrees == v.tiltDegrees && r.photometric == v.photometric);
        QVERIFY(r.bValue == v.bValue && r.kvp == v.kvp && !r.enhancement);
    }

    void decodedMarkGoesWhenTheFileChanges() {
        LibraryFolder folder;
        auto headers = seriesHeaders("1.1", "1.1.1", 2);
        VERIFY_OK(folder->addInstances(headers));
        VERIFY_OK(rebuild(folder.library(), volume("1.1", "1.1.1", Phase::Arterial)));
        const auto stamp = [&](std::uintmax_t size, std::int64_t later) {
            return std::array{FileStamp{headers[0].path, size, headers[0].modifiedNs + later}};
        };
        VERIFY_OK(folder->markDecoded(stamp(1000, 1))); // decoded as it is not here
        VERIFY_OK(folder->markDecoded(stamp(999, 0)));
        QVERIFY(!decoded(folder.library()));
        VERIFY_OK(folder->markDecoded(stamp(1000, 0)));
        QVERIFY(decoded(folder.reopened()));
        VERIFY_OK(folder->addInstances(headers)); // again, unchanged
        QVERIFY(decoded(folder.library()));
        ++headers[0].modifiedNs;
        VERIFY_OK(folder->addInstances(headers));
        QVERIFY(!decoded(folder.library()));
        VERIFY_OK(folder->markDecoded(stamp(1000, 0)));
        headers[0].fileSize = 1001;
        VERIFY_OK(folder->addInstances(headers));
        QVERIFY(!decoded(folder.reopened()));
    }

    void theVersionThatWasDecodedIsTheOneThatIsKnown() {
        LibraryFolder folder;
        const auto headers = seriesHeaders("1.1", "1.1.1", 2); // as an earlier version knows them
        VERIFY_OK(folder->addInstances(headers));
        VERIFY_OK(rebuild(folder.library(), volume("1.1", "1.1.1", Phase::Arterial)));
        FileStamp now{headers[0].path, 1000, headers[0].modifiedNs, 5, 7};
        for (int time = 0; time < 2; ++time) { // and once more when its rights have changed
            now.changedNs += time;
            VERIFY_OK(folder->markDecoded(std::array{now}));
            QVERIFY(decoded(folder.reopened()));
            const SliceRef slice = folder->caseById(1)->volumes.front().slices.front();
            QCOMPARE(slice.changedNs, now.changedNs);
            QCOMPARE(slice.inode, now.inode);
            QVERIFY(folder->fileStates(std::array{now}).value().front() == FileState::Unchanged);
        }
    }

    void enhancementSurvivesARebuildOfTheSameSlices() {
        LibraryFolder folder;
        auto headers = seriesHeaders("1.1", "1.1.1", 2);
        const VolumeRecord built = volume("1.1", "1.1.1", Phase::Unknown);
        VERIFY_OK(folder->addInstances(headers));
        VERIFY_OK(rebuild(folder.library(), built));
        const PhaseRecord fused{Phase::Arterial, 0.9, PhaseSource::Pixels, "Tags and pixels agree"};
        VERIFY_OK(folder->setEnhancement(firstVolume(folder.library()), someEnhancement(), fused));
        const auto check = [&] {
            const VolumeRecord v = folder.reopened().cases()->front().volumes.front();
            QVERIFY(v.enhancement.has_value());
            QVERIFY(v.enhancement->aorta == 310.5 && v.enhancement->renalCortex == 180 &&
                    !v.enhancement->liver && v.enhancement->phase == Phase::Arterial &&
                    v.enhancement->confidence == 0.75 &&
                    v.enhancement->reason == someEnhancement().reason);
            QVERIFY(v.phase.phase == Phase::Arterial && v.phase.confidence == 0.9 &&
                    v.phase.source == PhaseSource::Pixels && v.phase.reason == fused.reason);
        };
        check();
        VERIFY_OK(rebuild(folder.library(), built));
        check();
        ++headers[1].modifiedNs; // other pixels, for all that is known
        VERIFY_OK(folder->addInstances(headers));
        VERIFY_OK(rebuild(folder.library(), built));
        const VolumeRecord changed = folder.reopened().cases()->front().volumes.front();
        QVERIFY(!changed.enhancement && changed.phase.phase == Phase::Unknown);
        QCOMPARE(folder->setEnhancement(77, {}, {}).error().code, ErrorCode::NotFound);
    }

    void enhancementLeavesThePhaseOfTheUser() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Unknown});
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed));
        VERIFY_OK(folder->setEnhancement(firstVolume(folder.library()), someEnhancement(),
                                         {Phase::Arterial, 0.9, PhaseSource::Pixels, ""}));
        const VolumeRecord v = folder.reopened().cases()->front().volumes.front();
        QVERIFY(v.phase.phase == Phase::Delayed && v.phase.source == PhaseSource::User);
        QCOMPARE(v.enhancement->phase, Phase::Arterial);
    }

    void volumeThatBringsItsOwnEnhancementKeepsIt() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        VolumeRecord v = volume("1.1", "1.1.1", Phase::PortalVenous);
        VERIFY_OK(rebuild(folder.library(), v));
        VERIFY_OK(folder->setEnhancement(firstVolume(folder.library()), someEnhancement(),
                                         {Phase::Arterial, 0.9, PhaseSource::Pixels, ""}));
        v.enhancement = someEnhancement();
        v.enhancement->aorta = 120;
        VERIFY_OK(rebuild(folder.library(), v));
        const VolumeRecord r = folder.reopened().cases()->front().volumes.front();
        QVERIFY(r.enhancement->aorta == 120 && r.phase.phase == Phase::PortalVenous);
    }

    void objectsThatAreNoImagesAreListed() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        const std::map<std::string, std::string> kinds{
            {"1.2.840.10008.5.1.4.1.1.66.4", "segmentation"},
            {"1.2.840.10008.5.1.4.1.1.481.3", "rt_structure_set"},
            {"1.2.840.10008.5.1.4.1.1.481.2", "rt_dose"},
            {"1.2.840.10008.5.1.4.1.1.481.5", "rt_plan"},
            {"1.2.840.10008.5.1.4.1.1.481.1", "rt_image"},
            {"1.2.840.10008.5.1.4.1.1.30", "parametric_map"},
            {"1.2.840.10008.5.1.4.1.1.11.1", "presentation_state"},
            {"1.2.840.10008.5.1.4.1.1.88.59", "key_object_selection"},
            {"1.2.840.10008.5.1.4.1.1.88.33", "structured_report"},
            {"1.2.840.10008.5.1.4.1.1.104.1", "encapsulated_pdf"},
            {"1.2.840.10008.5.1.4.1.1.66.1", "spatial_registration"},
            {"1.2.840.10008.5.1.4.1.1.67", "real_world_value_mapping"},
            {"1.2.3.4", "other"}};
        std::vector<InstanceHeader> headers;
        for (const auto& [uid, kind] : kinds) {
            InstanceHeader h = header("1.1", "1.1.9", static_cast<int>(headers.size()) + 1);
            h.sopClassUid = uid;
            h.hasPixels = kind == "segmentation" || kind == "rt_dose" || kind == "rt_image";
            headers.push_back(h);
        }
        for (const char* image : {"1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.2.1"}) {
            headers.push_back(header("1.1", "1.1.9", 50 + static_cast<int>(headers.size())));
            headers.back().sopClassUid = image;
        }
        headers.push_back(header("1.2", "1.2.9", 1)); // another study's
        headers.back().sopClassUid = kinds.begin()->first;
        VERIFY_OK(folder->addInstances(headers));
        const Case whole = folder.reopened().caseById(id).value();
        QCOMPARE(whole.objects.size(), kinds.size());
        for (const CaseObject& object : whole.objects) {
            QCOMPARE(object.kind, kinds.at(object.sopClassUid));
            QVERIFY(object.studyUid == "1.1" && object.seriesUid == "1.1.9" &&
                    object.path.string().starts_with("/data/1.1.9/"));
        }
        QVERIFY(folder->cases()->front().objects.empty());
    }

    void facetsCountWhatTheFilterLeaves() {
        LibraryFolder folder;
        importMany(folder.library(), 12);
        const Facets all = folder.reopened().facets().value();
        QCOMPARE(all.cases, std::int64_t(12));
        QCOMPARE(listed(all.modality), std::string("CT=11 MR=1"));
        QCOMPARE(listed(all.phase), std::string("arterial=6 delayed=6"));
        QCOMPARE(listed(all.bodyPart), std::string("LIVER=6")); // what is not given is not listed
        QCOMPARE(listed(all.sex), std::string("F=9 M=3"));
        QCOMPARE(listed(all.ageDecade), std::string("60-69=10 0-9=1"));
        QCOMPARE(listed(all.year), std::string("2020=6 2021=6"));
        QCOMPARE(listed(all.manufacturer), std::string("SIEMENS=8 GE=4"));
        const auto filtered = [&](const char* text) {
            return folder->facets(parseCaseFilter(text).value()).value();
        };
        QCOMPARE(listed(filtered("maker:ge").sex), std::string("F=3 M=1"));
        QCOMPARE(listed(filtered("phase:arterial p1").year), std::string("2020=2")); // P1, P11
        QCOMPARE(filtered("age:60-69 sex:m year:2021").cases, std::int64_t(2));
        QCOMPARE(filtered("body:live modality:MR").cases, std::int64_t(1));
        QCOMPARE(filtered("nowhere").cases, std::int64_t(0));
        QVERIFY(filtered("nowhere").sex.empty());
    }

    void idsAreTheListInEveryOrder() {
        LibraryFolder folder;
        importMany(folder.library(), 12);
        for (const char* text : {"", "phase:arterial", "doe", "year:2021"}) {
            const CaseFilter filter = parseCaseFilter(text).value();
            const auto all = folder->cases(filter).value();
            const auto ids = folder->caseIds(filter).value();
            QVERIFY(std::ranges::equal(all, ids, {}, &Case::id));
            const auto pieces = folder->casesByIds(std::span(ids).first(3)).value();
            QCOMPARE(pieces.size(), std::size_t(3));
            QCOMPARE(pieces[2].id, all[2].id);
            QCOMPARE(pieces[2].volumes.size(), all[2].volumes.size());
        }
        const auto dates = [&](CaseOrder order) {
            std::vector<std::string> dates;
            const auto ids = folder->caseIds({}, order).value();
            for (const std::int64_t id : ids) {
                dates.push_back(folder->caseById(id)->studyDate);
            }
            return dates;
        };
        const auto newest = dates(CaseOrder::NewestFirst), oldest = dates(CaseOrder::OldestFirst);
        QCOMPARE(newest.size(), std::size_t(12));
        QVERIFY(newest.front() > newest.back());
        QVERIFY(std::ranges::is_sorted(newest, std::greater()));
        QVERIFY(std::ranges::is_sorted(oldest));
        QVERIFY(folder->casesByIds(std::array<std::int64_t, 1>{4711})->empty());
    }

    void casesWithoutADateComeLast() {
        LibraryFolder folder;
        const std::int64_t undated = importExam(folder.library(), "1.1", {Phase::Arterial}, "A");
        const std::int64_t dated = importExam(folder.library(), "1.2", {Phase::Arterial}, "B");
        Case c = folder->caseById(undated).value();
        c.studyDate.clear();
        const std::string studies[]{"1.1"};
        VERIFY_OK(folder->replaceCases(studies, std::span(&c, 1)));
        const std::vector<std::int64_t> last{dated, undated};
        QCOMPARE(folder->caseIds({}, CaseOrder::NewestFirst).value(), last);
        QCOMPARE(folder->caseIds({}, CaseOrder::OldestFirst).value(), last);
        QCOMPARE(folder->caseIds().value(), (std::vector<std::int64_t>{undated, dated}));
    }

    void wordsFindDatesNamesAndPhasesAsPeopleWriteThem() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::PreContrast, Phase::PortalVenous});
        importExam(folder.library(), "1.2", {Phase::Arterial});
        const auto count = [&](const char* text) {
            return folder->caseCount(parseCaseFilter(text).value()).value();
        };
        QCOMPARE(count("2024-01-02"), std::int64_t(2));
        QCOMPARE(count("2024-01-03"), std::int64_t(0));
        QCOMPARE(count("\"Doe, Jane\""), std::int64_t(2));
        QCOMPARE(count("portal"), std::int64_t(1));
        QCOMPARE(count("Pre-contrast venous"), std::int64_t(1));
        QCOMPARE(count("arterial jane"), std::int64_t(1));
        QCOMPARE(count("arterial delayed"), std::int64_t(0));
    }

    void anEqualSignMeansThatBodyPartAlone() {
        LibraryFolder folder;
        for (const char* part : {"ABDOMEN", "ABDOMENPELVIS"}) {
            const std::string study = std::string("1.") + std::to_string(std::strlen(part));
            importExam(folder.library(), study, {Phase::Arterial});
            const std::int64_t id = std::ranges::max(folder->caseIds().value());
            Case c = folder->caseById(id).value();
            c.bodyPart = part;
            const std::string studies[]{study};
            VERIFY_OK(folder->replaceCases(studies, std::span(&c, 1)));
        }
        QCOMPARE(folder->caseCount(parseCaseFilter("body:abdomen").value()).value(), 2);
        QCOMPARE(folder->caseCount(parseCaseFilter("body:=abdomen").value()).value(), 1);
    }

    void whatCanBeLearnedFromHasReportAndPhases() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        const std::int64_t told = importExam(folder.library(), "1.2", {Phase::Arterial});
        VERIFY_OK(folder->addReport({0, "1.2", "", "text", "FINDINGS: A cyst."}));
        CaseFilter learnable;
        learnable.learnable = true;
        QCOMPARE(folder->caseIds(learnable).value(), std::vector<std::int64_t>{told});
        QCOMPARE(folder->caseCount(learnable).value(), std::int64_t(1));
    }

    void countsFollowEveryChange() {
        LibraryFolder folder;
        importMany(folder.library(), 4);
        auto second = Library::open(folder.path());
        VERIFY_OK(second);
        const CaseFilter arterial = parseCaseFilter("phase:arterial").value();
        const CaseFilter p0 = parseCaseFilter("p0").value();
        QCOMPARE((*second)->caseCount(arterial).value(), 2);
        QCOMPARE((*second)->caseCount(p0).value(), 1);
        const std::int64_t id = (*second)->cases(p0)->front().id;
        VERIFY_OK(folder->setPhase(id, "7.0.1", Phase::Arterial));
        QCOMPARE((*second)->caseCount(arterial).value(), 3);
        QCOMPARE(listed((*second)->facets()->phase), std::string("arterial=3 delayed=1"));
        const std::string studies[]{"7.0"};
        VERIFY_OK(folder->replaceCases(studies, {}));
        QCOMPARE((*second)->caseCount(arterial).value(), 2);
        QCOMPARE((*second)->caseCount(p0).value(), 0);
        QCOMPARE((*second)->caseCount().value(), 3);
    }

    void pagesAreTheListInPieces() {
        LibraryFolder folder;
        importMany(folder.library(), 12);
        for (const char* text : {"", "phase:arterial", "siemens doe", "year:2021 body:liver"}) {
            const CaseFilter filter = parseCaseFilter(text).value();
            const auto all = folder->cases(filter).value();
            QCOMPARE(std::int64_t(all.size()), folder->caseCount(filter).value());
            QCOMPARE(all.size(), folder->caseKeys(filter)->size());
            std::vector<std::int64_t> ids;
            for (std::int64_t offset = 0; offset < 15; offset += 5) {
                const auto page = folder->cases(filter, {offset, 5}).value();
                QVERIFY(page.size() <= 5);
                for (const Case& c : page) {
                    ids.push_back(c.id);
                    QVERIFY(!c.volumes.empty());
                }
            }
            QCOMPARE(ids.size(), all.size());
            for (std::size_t i = 0; i < ids.size(); ++i) {
                QCOMPARE(ids[i], all[i].id);
            }
        }
        QVERIFY(folder->cases({}, {12, 5})->empty());
        QCOMPARE(folder->cases({}, {10, 5})->size(), std::size_t(2));
        QVERIFY(folder->cases({}, {0, 0})->empty());
    }
};

QTEST_GUILESS_MAIN(StoreContentsTest)
#include "test_store_contents.moc"

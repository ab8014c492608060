#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

class StoreImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyAttributeReadsBack() {
        LibraryFolder folder;
        InstanceHeader h = header("1.1", "1.1.1", 7);
        h.path = "/data/größe \xff/IM 7"; // not UTF-8
        h.patientName = "Müller^Jörg";
        h.patientSex = "M";
        h.patientBirthDate = "19500101";
        h.patientAge = "074Y";
        h.studyTime = "101112.5";
        h.seriesDate = "20240103";
        h.seriesTime = "101500";
        h.acquisitionDate = "20240104";
        h.acquisitionTime = "101600";
        h.contentTime = "101700";
        h.bodyPart = "ABDOMEN";
        h.studyDescription = "study";
        h.seriesDescription = "series";
        h.protocolName = "protocol";
        h.manufacturer = "maker";
        h.model = "model";
        h.kernel = "B30f";
        h.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
        h.contrastAgent = "agent";
        h.contrastStart = "101400";
        h.rescaleType = "HU";
        h.seriesNumber = 3;
        h.acquisitionNumber = 4;
        h.temporalPosition = 5;
        h.echoNumber = 6;
        h.triggerTime = 12.5;
        h.frames = 2;
        h.samplesPerPixel = 3;
        h.sliceThickness = 2.5;
        h.gantryTilt = -10.0;
        h.photometric = "MONOCHROME1";
        h.acquisitionDateTime = "20240104101600.25+0100";
        h.bValue = 800.0;
        h.kvp = 80.0;
        VERIFY_OK(folder->addInstances(std::array{h}));
        const auto read = folder.reopened().instancesOfStudy("1.1");
        VERIFY_OK(read);
        QCOMPARE(read->size(), std::size_t(1));
        const InstanceHeader& r = read->front();
        const auto texts = [](const InstanceHeader& x) {
            return std::vector{x.path.string(),
                               x.sopInstanceUid,
                               x.sopClassUid,
                               x.transferSyntaxUid,
                               x.studyUid,
                               x.seriesUid,
                               x.frameOfReferenceUid,
                               x.patientId,
                               x.patientName,
                               x.patientSex,
                               x.patientBirthDate,
                               x.patientAge,
                               x.studyDate,
                               x.studyTime,
                               x.seriesDate,
                               x.seriesTime,
                               x.acquisitionDate,
                               x.acquisitionTime,
                               x.contentTime,
                               x.accessionNumber,
                               x.modality,
                               x.bodyPart,
                               x.studyDescription,
                               x.seriesDescription,
                               x.protocolName,
                               x.manufacturer,
                               x.model,
                               x.kernel,
                               x.imageType,
                               x.contrastAgent,
                               x.contrastStart,
                               x.rescaleType,
                               x.photometric,
                               x.acquisitionDateTime};
        };
        QVERIFY(texts(r) == texts(h));
        const auto numbers = [](const InstanceHeader& x) {
            return std::tuple(x.fileSize, x.modifiedNs, x.seriesNumber, x.acquisitionNumber,
                              x.instanceNumber, x.temporalPosition, x.echoNumber, x.triggerTime,
                              x.rows, x.columns, x.frames, x.samplesPerPixel, x.hasPixels,
                              x.position, x.orientation, x.pixelSpacing, x.sliceThickness,
                              x.gantryTilt, x.bValue, x.kvp);
        };
        QVERIFY(numbers(r) == numbers(h));
    }

    void absentNumbersStayAbsent() {
        LibraryFolder folder;
        InstanceHeader h = header("1.1", "1.1.1", 1);
        h.instanceNumber.reset();
        h.position.reset();
        h.orientation.reset();
        h.pixelSpacing.reset();
        VERIFY_OK(folder->addInstances(std::array{h}));
        const InstanceHeader r = folder->instancesOfStudy("1.1")->front();
        QVERIFY(!r.instanceNumber && !r.position && !r.orientation && !r.pixelSpacing);
        QVERIFY(!r.seriesNumber && !r.sliceThickness && !r.triggerTime);
    }

    void importingAgainAddsNothing() {
        LibraryFolder folder;
        const auto headers = seriesHeaders("1.1", "1.1.1", 300);
        auto first = folder->addInstances(headers);
        VERIFY_OK(first);
        QCOMPARE(first->imported, 300);
        QCOMPARE(folder->fileState(headers[9].path, 1000, headers[9].modifiedNs).value(),
                 FileState::Unchanged);
        QCOMPARE(folder->fileState(headers[9].path, 1001, headers[9].modifiedNs).value(),
                 FileState::Changed);
        QCOMPARE(folder->fileState(headers[9].path, 1000, 5).value(), FileState::Changed);
        QCOMPARE(folder->fileState("/data/other", 1000, 5).value(), FileState::New);
        auto again = folder.reopened().addInstances(headers);
        VERIFY_OK(again);
        QCOMPARE(again->imported, 0);
        QCOMPARE(again->duplicates, 300);
        QCOMPARE(folder->instancesOfStudy("1.1")->size(), std::size_t(300));
    }

    void aBatchIsAllOrNothing() {
        LibraryFolder folder;
        auto headers = seriesHeaders("1.1", "1.1.1", 5);
        headers[4].sopInstanceUid.clear();
        const auto added = folder->addInstances(headers);
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::BadInput);
        QVERIFY(folder->instancesOfStudy("1.1")->empty());
        QVERIFY(folder->staleStudies()->empty());
    }

    void statesOfManyFilesAreThoseOfEach() {
        LibraryFolder folder;
        const auto headers = seriesHeaders("1.1", "1.1.1", 3);
        VERIFY_OK(folder->addInstances(headers));
        const std::int64_t ns = headers[0].modifiedNs;
        VERIFY_OK(folder->quarantine(std::array{QuarantinedFile{"/gone", "bad_input", "Bad."}}));
        const std::array<FileStamp, 4> files{FileStamp{headers[1].path, 1000, ns},
                                             {headers[2].path, 1000, ns + 1},
                                             {"/data/other", 1000, ns},
                                             {"/gone", 5, ns}};
        QVERIFY(folder->fileStates(files).value() ==
                (std::vector{FileState::Unchanged, FileState::Changed, FileState::New,
                             FileState::Changed}));
        QVERIFY(folder->fileStates({})->empty());
    }

    void anotherImageUnderAKnownUidIsSetAside_data() {
        QTest::addColumn<QString>("what");
        for (const char* what : {"patient", "study", "series", "size", "frames", "position"})
            QTest::newRow(what) << what;
    }
    void anotherImageUnderAKnownUidIsSetAside() {
        QFETCH(QString, what);
        LibraryFolder folder;
        InstanceHeader first = header("1.1", "1.1.1", 1), second = first;
        first.path = writeFile(folder.root() / "a/IM1", "data");
        second.path = writeFile(folder.root() / "b/IM1", "data");
        if (what == "patient")
            second.patientId = "ANOTHER";
        else if (what == "study")
            second.studyUid = "1.2";
        else if (what == "series")
            second.seriesUid = "1.1.9";
        else if (what == "size")
            second.columns = first.columns + 1;
        else if (what == "frames")
            second.frames = 7;
        else
            second.position = std::array{1.0, 2.0, 333.0};
        VERIFY_OK(folder->addInstances(std::array{first}));
        const auto added = folder->addInstances(std::array{second});
        VERIFY_OK(added);
        QCOMPARE(added->duplicates + added->imported, 0);
        QCOMPARE(folder->instancesOfStudy("1.1")->front().path, first.path);
        const auto aside = folder->quarantined().value();
        QCOMPARE(aside.size(), std::size_t{1});
        QCOMPARE(aside[0].path, second.path);
        QVERIFY(aside[0].reason.find(first.path.string()) != std::string::npos);
        // Where the first file is gone, the library follows to this one.
        std::filesystem::remove(first.path);
        QCOMPARE(folder->addInstances(std::array{second})->duplicates, 1);
        QVERIFY(folder->quarantined()->empty());
    }

    void secondCopyOfAnInstanceIsADuplicate() {
        LibraryFolder folder;
        InstanceHeader first = header("1.1", "1.1.1", 1), second = first;
        first.path = writeFile(folder.root() / "a/IM1", "data");
        second.path = folder.root() / "b/IM1";
        VERIFY_OK(folder->addInstances(std::array{first}));
        QCOMPARE(folder->addInstances(std::array{second})->duplicates, 1);
        QCOMPARE(folder->instancesOfStudy("1.1")->front().path, first.path);
        QCOMPARE(folder->fileState(second.path, 1000, second.modifiedNs).value(),
                 FileState::Unchanged);
        // Where the first copy is gone, the library follows to the second.
        std::filesystem::remove(first.path);
        VERIFY_OK(folder->addInstances(std::array{second}));
        QCOMPARE(folder.reopened().instancesOfStudy("1.1")->front().path, second.path);
        QCOMPARE(folder->fileState(first.path, 1000, first.modifiedNs).value(), FileState::New);
    }

    /// What files of one batch have in common is looked up once: nothing of one may stick to the
    /// next.
    void aMixedBatchIsStoredAsItsFilesOneByOne() {
        std::vector<InstanceHeader> batch;
        for (int i = 1; i <= 12; ++i) {
            InstanceHeader h =
                header("1." + std::to_string(i % 2), "1." + std::to_string(i % 4), i);
            h.path = "/data/" + std::to_string(i % 3) + "/IM" + std::to_string(i);
            h.kernel = i == 5 ? "B70f" : h.kernel;
            h.kvp = i == 7 ? std::optional(80.0) : h.kvp;
            h.patientName = i == 8 ? "Doe^Jane^Q" : h.patientName;
            h.orientation =
                i == 9 ? std::optional(std::array{0.0, 1.0, 0.0, 0.0, 0.0, -1.0}) : h.orientation;
            batch.push_back(h);
        }
        batch.push_back(header("1.9", "1.9.1", 1)); // takes a file over within the batch
        batch.back().path = batch[2].path;
        LibraryFolder together, apart;
        VERIFY_OK(together->addInstances(batch));
        for (const InstanceHeader& h : batch) {
            VERIFY_OK(apart->addInstances(std::array{h}));
        }
        for (const char* study : {"1.0", "1.1", "1.9"}) {
            const auto one = together->instancesOfStudy(study),
                       other = apart->instancesOfStudy(study);
            QCOMPARE(one->size(), other->size());
            for (std::size_t i = 0; i < one->size(); ++i) {
                const InstanceHeader &a = (*one)[i], &b = (*other)[i];
                QCOMPARE(a.sopInstanceUid, b.sopInstanceUid);
                QCOMPARE(a.path, b.path);
                QCOMPARE(a.seriesUid + a.kernel + a.patientName,
                         b.seriesUid + b.kernel + b.patientName);
                QVERIFY(a.kvp == b.kvp && a.orientation == b.orientation);
            }
        }
        QCOMPARE(together->instancesOfStudy("1.9")->size(), std::size_t(1));
        QCOMPARE(together->staleStudies().value(), apart->staleStudies().value());
    }

    void aDeletedFileIsForgotten() {
        LibraryFolder folder;
        InstanceHeader first = header("1.1", "1.1.1", 1), copy = first;
        first.path = writeFile(folder.root() / "a/IM1", "data");
        copy.path = folder.root() / "b/IM1";
        VERIFY_OK(folder->addInstances(std::array{first, copy, header("1.1", "1.1.1", 2)}));
        QVERIFY(folder->forgetFile(first.path).value());
        QCOMPARE(folder->instancesOfStudy("1.1")->size(), std::size_t(2)); // it had a copy
        QCOMPARE(folder->instancesOfStudy("1.1")->front().path, copy.path);
        QVERIFY(folder->forgetFile(copy.path).value());
        QCOMPARE(folder->instancesOfStudy("1.1")->size(), std::size_t(1));
        QCOMPARE(folder->staleStudies().value(), std::vector<std::string>{"1.1"});
        QVERIFY(!folder->forgetFile("/data/not/there").value());
        QCOMPARE(folder->fileState(first.path, first.fileSize, first.modifiedNs).value(),
                 FileState::New);
    }

    void anOutlineTellsPeopleAndTimes() {
        LibraryFolder folder;
        auto headers = seriesHeaders("1.1", "1.1.1", 3);
        headers[0].acquisitionTime = headers[1].acquisitionTime = "101500";
        headers[2].acquisitionTime = "101400";
        VERIFY_OK(folder->addInstances(headers));
        const auto outline = folder->outlineOfStudy("1.1");
        VERIFY_OK(outline);
        QCOMPARE(outline->instances, std::size_t(3));
        QCOMPARE(outline->headers.size(), std::size_t(2));
        QCOMPARE(outline->headers[0].acquisitionTime, std::string("101400"));
        QCOMPARE(outline->headers[1].patientId, headers[0].patientId);
        QCOMPARE(folder->contents()->cases, 0);
    }

    void changedFileBringsItsNewContents() {
        LibraryFolder folder;
        InstanceHeader h = header("1.1", "1.1.1", 1);
        VERIFY_OK(folder->addInstances(std::array{h}));
        h.seriesDescription = "corrected";
        h.modifiedNs += 1;
        VERIFY_OK(folder->addInstances(std::array{h}));
        const auto corrected = folder->instancesOfStudy("1.1");
        QCOMPARE(corrected->size(), std::size_t(1));
        QCOMPARE(corrected->front().seriesDescription, std::string("corrected"));
        // Now the file holds an instance of another study.
        InstanceHeader other = header("1.2", "1.2.1", 1);
        other.path = h.path;
        other.modifiedNs = h.modifiedNs + 1;
        VERIFY_OK(folder->addInstances(std::array{other}));
        QVERIFY(folder.reopened().instancesOfStudy("1.1")->empty());
        QCOMPARE(folder->instancesOfStudy("1.2")->size(), std::size_t(1));
        QCOMPARE(folder->staleStudies().value(), (std::vector<std::string>{"1.1", "1.2"}));
    }

    void whatCouldNotBeReadIsTriedAgain() {
        LibraryFolder folder;
        const auto path = writeFile(folder.root() / "locked.dcm", "sound");
        const std::int64_t ns = modifiedNs(path);
        VERIFY_OK(folder->quarantine(std::array{QuarantinedFile{path, "io", "No permission."}}));
        QCOMPARE(folder->fileState(path, 5, ns).value(), FileState::Changed);
        VERIFY_OK(folder->quarantine(std::array{QuarantinedFile{path, "bad_input", "Cut off."}}));
        QCOMPARE(folder->fileState(path, 5, ns).value(), FileState::Quarantined);
        const QuarantinedFile growing{path, "bad_input", "Cut off.", 3, ns}; // still being written
        VERIFY_OK(folder->quarantine(std::array{growing}));
        QCOMPARE(folder->fileState(path, 5, ns).value(), FileState::Changed);
    }

    void quarantineRemembersAndForgives() {
        LibraryFolder folder;
        const auto path = writeFile(folder.root() / "broken.dcm", "broken");
        const QuarantinedFile file{path, "bad_input", "It is cut off."};
        VERIFY_OK(folder->quarantine(std::array{file}));
        const auto listed = folder.reopened().quarantined();
        VERIFY_OK(listed);
        QCOMPARE(listed->size(), std::size_t(1));
        QCOMPARE(listed->front().path, path);
        QCOMPARE(listed->front().reason, file.reason);
        const std::int64_t ns = modifiedNs(path);
        QCOMPARE(folder->fileState(path, 6, ns).value(), FileState::Quarantined);
        QCOMPARE(folder->fileState(path, 7, ns).value(), FileState::Changed); // worth another try
        InstanceHeader h = header("1.1", "1.1.1", 1);
        h.path = path;
        VERIFY_OK(folder->addInstances(std::array{h}));
        QVERIFY(folder->quarantined()->empty());
    }

    void staleStudiesSurviveAndBringTheirSiblings() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        importExam(folder.library(), "1.2", {Phase::Arterial}, "P2");
        QVERIFY(folder.reopened().staleStudies()->empty());
        // A third study of P1 on the same day may be of the same exam as the first.
        VERIFY_OK(folder->addInstances(seriesHeaders("1.3", "1.3.1", 2)));
        QCOMPARE(folder.reopened().staleStudies().value(),
                 (std::vector<std::string>{"1.1", "1.3"}));
        // Without a patient nothing says that two studies belong together.
        InstanceHeader anonymous = header("1.4", "1.4.1", 1), other = header("1.5", "1.5.1", 1);
        for (InstanceHeader* nobodys : {&anonymous, &other}) {
            nobodys->patientId = nobodys->patientName = "";
        }
        const std::string built[]{"1.3", "1.4"};
        VERIFY_OK(folder->addInstances(std::array{anonymous}));
        VERIFY_OK(folder->replaceCases(built, {}));
        VERIFY_OK(folder->addInstances(std::array{other}));
        QCOMPARE(folder->staleStudies().value(), std::vector<std::string>{"1.5"});
    }

    void whatJoinsDoesNotDependOnWhenItWasImported_data() {
        QTest::addColumn<QStringList>("known"); // patient ID, name, birth date, study date
        QTest::addColumn<QStringList>("added");
        QTest::addColumn<bool>("together");
        const QStringList jane{"P1", "Doe^Jane", "", "20240229"};
        QTest::newRow("over midnight") << jane << QStringList{"P1", "", "", "20240301"} << true;
        QTest::newRow("two days on") << jane << QStringList{"P1", "", "", "20240302"} << false;
        QTest::newRow("no dates") << QStringList{"P1", "", "", ""} << QStringList{"P1", "", "", ""}
                                  << true;
        QTest::newRow("zeros") << jane << QStringList{"000P1", "", "", "20240229"} << true;
        QTest::newRow("name only") << QStringList{"", "Doe^Jane", "", "20240229"}
                                   << QStringList{"", "DOE^JANE", "", "20240301"} << true;
        QTest::newRow("another name") << QStringList{"", "Doe^Jane", "", "20240229"}
                                      << QStringList{"", "Doe^Anna", "", "20240229"} << false;
        QTest::newRow("nobody's name") << QStringList{"", "Anonymous", "", "20240229"}
                                       << QStringList{"", "Anonymous", "", "20240229"} << false;
        QTest::newRow("two IDs, one name and birth date")
            << QStringList{"TRAUMA77", "Doe^Jane", "19500101", "20240229"}
            << QStringList{"P1", "Doe^Jane", "19500101", "20240229"} << true;
        QTest::newRow("two IDs, one name")
            << jane << QStringList{"P2", "Doe^Jane", "", "20240229"} << false;
    }
    void whatJoinsDoesNotDependOnWhenItWasImported() {
        QFETCH(QStringList, known);
        QFETCH(QStringList, added);
        QFETCH(bool, together);
        LibraryFolder folder;
        std::vector<std::string> expected{"1.2"};
        for (const auto& [uid, person] : {std::pair("1.1", known), std::pair("1.2", added)}) {
            InstanceHeader h = header(uid, std::string(uid) + ".1", 1);
            h.patientId = person[0].toStdString(), h.patientName = person[1].toStdString();
            h.patientBirthDate = person[2].toStdString(), h.studyDate = person[3].toStdString();
            const std::string built[]{"1.1"};
            VERIFY_OK(folder->replaceCases(built, {}));
            VERIFY_OK(folder->addInstances(std::array{h}));
        }
        if (together) {
            expected.insert(expected.begin(), "1.1");
        }
        QCOMPARE(folder->staleStudies().value(), expected);
    }

    void instancesThatComeWhileCasesAreBuiltStayStale() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        QCOMPARE(folder->instancesOfStudy("1.1")->size(), std::size_t(2));
        auto second = Library::open(folder.path());
        VERIFY_OK(second);
        VERIFY_OK((*second)->addInstances(seriesHeaders("1.1", "1.1.2", 2)));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::Arterial)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QCOMPARE(folder->staleStudies().value(), std::vector<std::string>{"1.1"});
    }

    void hostileTextIsOnlyText() {
        LibraryFolder folder;
        InstanceHeader h = header("1.1", "1.1'); DROP TABLE instance; --", 1);
        h.patientName = std::string("a\0b", 3) + "\xff\xfe'\"";
        VERIFY_OK(folder->addInstances(std::array{h}));
        QCOMPARE(folder.reopened().instancesOfStudy("1.1")->front().patientName, h.patientName);
    }
};

QTEST_GUILESS_MAIN(StoreImportTest)
#include "test_store_import.moc"

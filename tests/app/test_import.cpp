// Import: counts, idempotence, broken and foreign files, cancel, kill and resume, the real data.
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QString realData() {
    const QString chosen = qEnvironmentVariable("BOLUS_TEST_DATA");
    return chosen.isEmpty() ? QString(BOLUS_SOURCE_DIR "/../shared/data") : chosen;
}

int slicesInLibrary(const Bolusctl& ctl) {
    int slices = 0;
    for (const QJsonObject& exam : ctl.run({"cases"}).of("item")) {
        for (const QJsonValue phase : exam["phases"].toArray()) {
            slices += phase["slices"].toInt();
        }
    }
    return slices;
}

/// Two frames of the study that makeSeries makes.
void makeMultiFrame(const Bolusctl& ctl, const QString& path) {
    const QString folder = ctl.makeSeries("frames", 1, "Angio");
    QVERIFY(QFile::rename(folder + "/IM00001.dcm", path));
    QCOMPARE(
        QProcess::execute("dcmodify", {"-nb", "-i", "(0028,0008)=2", "-m", "(0028,0010)=8", path}),
        0);
}

/// As dcmodify changes every file of a folder; its exit status.
int modifyAll(const QString& folder, const QStringList& changes) {
    QStringList arguments = QStringList{"-nb"} + changes;
    for (QDirIterator file(folder, QDir::Files, QDirIterator::Subdirectories); file.hasNext();)
        arguments << file.next();
    return QProcess::execute("dcmodify", arguments);
}

} // namespace

class ImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStudyWhoseImagesCannotBePlacedIsNotLostWithoutAWord() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("tilted", 3, "PORTAL");
        QCOMPARE(modifyAll(folder, {"-m", "(0020,0037)=0\\0\\0\\0\\0\\0"}), 0);
        const Ended ended = ctl.run({"import", folder});
        QCOMPARE(ended.result()["imported"].toInt(), 3);
        QCOMPARE(ended.result()["cases"].toInt(), 0);
        QCOMPARE(ended.of("warning").size(), 1);
        QVERIFY(ended.of("warning")[0]["message"].toString().contains('3'));
    }

    void imagesWithoutPixelsAreWarnedOf() {
        const Bolusctl ctl;
        QCOMPARE(modifyAll(ctl.makeSeries("empty", 3, "PORTAL"), {"-e", "(7fe0,0010)"}), 0);
        const Ended ended = ctl.run({"import", ctl.path("empty")});
        QCOMPARE(ended.result()["imported"].toInt(), 3);
        const auto warnings = ended.of("warning");
        QCOMPARE(std::ranges::count_if(
                     warnings, [](const QJsonObject& w) { return w["code"] == "no_image"; }),
                 3);
    }

    void anotherPersonsImagesUnderTheSameUidsAreSetAside() {
        const Bolusctl ctl;
        const QString first = ctl.makeSeries("one", 3, "PORTAL"), second = ctl.path("other");
        QCOMPARE(QProcess::execute("cp", {"-r", first, second}), 0);
        QCOMPARE(modifyAll(second, {"-m", "PatientID=ANOTHER"}), 0);
        QCOMPARE(ctl.run({"import", first}).result()["imported"].toInt(), 3);
        for (int time = 0; time < 2; ++time) { // told again, and still not taken in
            const Ended ended = ctl.run({"import", second});
            QVERIFY(ended.exit != 0);
            QCOMPARE(ended.result()["dicom"].toInt(), 0);
            QCOMPARE(ended.result()["quarantined"].toInt(), 3);
            QCOMPARE(ended.of("item").size(), 3);
            QVERIFY(ended.of("item")[0]["reason"].toString().contains(first));
        }
        const Ended cases = ctl.run({"cases"});
        QCOMPARE(cases.of("item").size(), 1);
        QVERIFY(cases.of("item")[0]["patient_id"] != "ANOTHER");
        QCOMPARE(ctl.run({"verify"}).exit, 0);
    }

    /// The slice of the thumbnail is decoded for the case, its picture and its phase.
    void whatDoesNotDecodeIsToldOfOnce() {
        const Bolusctl ctl;
        const QString path = ctl.makeSeries("damaged", 7, "Portal venous phase") + "/IM00004.dcm";
        QCOMPARE(QProcess::execute("dcmcjpeg", {path, path}), 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto image = file.readAll().lastIndexOf("\xff\xd8\xff");
        QVERIFY(image > 0 && file.seek(image) && file.write(QByteArray(24, '\0')) == 24);
        file.close();
        const Ended ended = ctl.run({"import", ctl.path("damaged")});
        QCOMPARE(ended.result()["imported"].toInt(), 7);
        QCOMPARE(ended.of("warning").size(), 1);
        QCOMPARE(ended.of("warning")[0]["path"].toString(), path);
    }

    void everyFileOfManyBatchesIsRead() {
        const Bolusctl ctl;
        const Ended ended = ctl.run({"import", "--no-pixels", ctl.makeSeries("long", 700, "AX")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["imported"].toInt(), 700);
        QCOMPARE(slicesInLibrary(ctl), 700);
    }

    void countsAddUpAndASecondImportChangesNothing() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam/portal", 6, "Portal venous phase");
        writeFile(ctl.path("exam/notes.doc"), "Not DICOM.");
        writeFile(ctl.path("exam/broken.dcm"),
                  QByteArray(128, '\0') + "DICM" + QByteArray(40, 'x'));
        const Ended first = ctl.run({"import", ctl.path("exam")});
        QCOMPARE(first.exit, 3);
        const QJsonObject counts = first.result();
        QCOMPARE(counts["files"].toInt(), 8);
        QCOMPARE(counts["dicom"].toInt(), 6);
        QCOMPARE(counts["imported"].toInt(), 6);
        QCOMPARE(counts["duplicates"].toInt(), 0);
        QCOMPARE(counts["quarantined"].toInt(), 1);
        QCOMPARE(counts["ignored"].toInt(), 1);
        QCOMPARE(counts["series"].toInt(), 1);
        QCOMPARE(counts["cases"].toInt(), 1);
        QVERIFY(counts.contains("seconds"));
        const QJsonObject broken = first.of("item").value(0);
        QCOMPARE(broken["path"].toString(), ctl.path("exam/broken.dcm"));
        QVERIFY(!broken["reason"].toString().isEmpty());
        QVERIFY(!broken["code"].toString().isEmpty());

        const Ended second = ctl.run({"import", ctl.path("exam")});
        QCOMPARE(second.exit, 3); // still quarantined, still said
        QCOMPARE(second.result()["imported"].toInt(-1), 0);
        QCOMPARE(second.result()["duplicates"].toInt(), 6);
        QCOMPARE(second.result()["cases"].toInt(), 1);
        QCOMPARE(second.of("item").size(), 1);
    }

    void aCaseGetsItsThumbnail() {
        const Bolusctl ctl;
        ctl.run({"import", ctl.makeSeries("portal", 5, "Portal venous phase")});
        const QString thumbnail = ctl.run({"cases"}).of("item").value(0)["thumbnail"].toString();
        QFile file(thumbnail);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(thumbnail));
        QCOMPARE(file.read(8), QByteArray("\x89PNG\r\n\x1a\n"));
    }

    void copiedFilesOutliveTheirSource() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("portal", 5, "Portal venous phase");
        QCOMPARE(ctl.run({"import", "--copy", folder}).exit, 0);
        QVERIFY(QFile::exists(ctl.run({"cases"}).of("item").value(0)["thumbnail"].toString()));
        QVERIFY(QDir(folder).removeRecursively());
        const Ended verified = ctl.run({"verify"});
        QCOMPARE(verified.exit, 0);
        QCOMPARE(verified.result()["problems"].toInt(-1), 0);
    }

    void linksThatGoInCirclesAndOddNamesAreNoTrouble() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam/portal", 4, "Portal venous phase");
        QVERIFY(QFile::link(ctl.path("exam"), ctl.path("exam/portal/loop")));
        QVERIFY(QFile::rename(folder + "/IM00001.dcm", folder + "/ein Bild mit \n Umbruch"));
        QVERIFY(::mkfifo(QFile::encodeName(ctl.path("exam/pipe")).constData(), 0600) == 0);
        const Ended ended = ctl.run({"import", ctl.path("exam")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["files"].toInt(), 4);
        QCOMPARE(ended.result()["imported"].toInt(), 4);
    }

    void reportsBesideTheImagesJoinTheirCase() {
        const Bolusctl ctl;
        ctl.makeSeries("exam/portal", 4, "Portal venous phase");
        writeFile(ctl.path("exam/report.txt"),
                  "AccessionNumber: A1\n\nFINDINGS: A hepatic cyst.\n");
        const Ended ended = ctl.run({"import", ctl.path("exam")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["reports"].toInt(), 1);
        const Ended hits = ctl.run({"search", "hepatic cyst"});
        QCOMPARE(hits.of("item").size(), 1);
        QVERIFY(hits.of("item")[0]["sentence"].toString().contains("hepatic cyst"));
    }

    void aFileThatIsAwayCostsNoCaseAndIsReadWhenItIsBack() {
        const Bolusctl ctl;
        const QString frames = ctl.makeSeries("frames", 1, "Angio");
        QDirIterator file(frames, QDir::Files, QDirIterator::Subdirectories);
        const QString multiFrame = file.next();
        QCOMPARE(QProcess::execute(
                     "dcmodify", {"-nb", "-i", "(0028,0008)=2", "-m", "(0028,0010)=8", multiFrame}),
                 0);
        ctl.makeSeries("exam/portal", 3, "Portal venous phase");
        QCOMPARE(ctl.run({"import", "--no-pixels", frames, ctl.path("exam")}).exit, 0);
        QCOMPARE(slicesInLibrary(ctl), 3);
        QVERIFY(QFile::rename(multiFrame, ctl.path("away")));
        ctl.makeSeries("exam/late", 4, "Delayed phase", "102000");
        const Ended without = ctl.run({"import", "--no-pixels", ctl.path("exam")});
        QCOMPARE(without.exit, 0);
        QCOMPARE(without.of("warning").size(), 1);
        QCOMPARE(without.of("warning")[0]["code"].toString(), QString("io"));
        QCOMPARE(slicesInLibrary(ctl), 3);
        QVERIFY(QFile::rename(ctl.path("away"), multiFrame));
        QCOMPARE(ctl.run({"import", "--no-pixels", ctl.path("exam")}).exit, 0);
        QCOMPARE(slicesInLibrary(ctl), 7);
    }

    void aDeletedFileIsToldOfOnceAndItsStudyIsBuiltWithoutIt() {
        const Bolusctl ctl;
        const QString multiFrame =
            ctl.makeSeries("exam/portal", 3, "Portal venous phase") + "/angio";
        makeMultiFrame(ctl, multiFrame);
        QCOMPARE(ctl.run({"import", "--no-pixels", ctl.path("exam")}).exit, 0);
        QVERIFY(QFile::remove(multiFrame));
        ctl.makeSeries("exam/late", 4, "Delayed phase", "102000");
        const Ended without = ctl.run({"import", "--no-pixels", ctl.path("exam")});
        QCOMPARE(without.exit, 0);
        QCOMPARE(without.of("warning").size(), 1);
        QCOMPARE(without.of("warning")[0]["code"].toString(), QString("deleted"));
        QCOMPARE(without.of("warning")[0]["path"].toString(), multiFrame);
        QCOMPARE(slicesInLibrary(ctl), 7);
        const Ended again = ctl.run({"import", "--no-pixels", ctl.path("exam")});
        QVERIFY(again.of("warning").isEmpty());
        QCOMPARE(slicesInLibrary(ctl), 7);
    }

    void onlyWhatWasSurelyDeletedIsForgotten_data() {
        QTest::addColumn<bool>("mountPoint");
        QTest::addColumn<QString>("imported");
        QTest::newRow("mount point of a drive that is away") << true << "exam";
        QTest::newRow("of a folder that is not imported") << false << "exam/late";
    }

    void onlyWhatWasSurelyDeletedIsForgotten() {
        QFETCH(bool, mountPoint);
        QFETCH(QString, imported);
        const Bolusctl ctl;
        const QString portal = ctl.makeSeries("exam/portal", 3, "Portal venous phase");
        const QString multiFrame = (mountPoint ? ctl.path("exam/drive") : portal) + "/angio";
        QVERIFY(QDir().mkpath(QFileInfo(multiFrame).path()));
        makeMultiFrame(ctl, multiFrame);
        QCOMPARE(ctl.run({"import", "--no-pixels", ctl.path("exam")}).exit, 0);
        QVERIFY(QFile::rename(multiFrame, ctl.path("away")));
        writeFile(QFileInfo(multiFrame).path() + "/.keep", "");
        ctl.makeSeries("exam/late", 4, "Delayed phase", "102000");
        const Ended without = ctl.run({"import", "--no-pixels", ctl.path(imported)});
        QCOMPARE(without.of("warning").size(), 1);
        QCOMPARE(without.of("warning")[0]["code"].toString(), QString("io"));
        QVERIFY(QFile::rename(ctl.path("away"), multiFrame));
        QVERIFY(ctl.run({"import", "--no-pixels", ctl.path("exam")}).of("warning").isEmpty());
        QCOMPARE(slicesInLibrary(ctl), 7);
    }

    void objectsAndSplitVolumesAreCounted() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam/portal", 6, "Portal venous phase");
        QVERIFY(QFile::copy(BOLUS_SOURCE_DIR "/tests/fuzz/corpus/dicom/seg.dcm",
                            folder + "/segmentation.dcm"));
        const QJsonObject whole = ctl.run({"import", "--no-pixels", ctl.path("exam")}).result();
        QCOMPARE(whole["objects"].toInt(-1), 1);
        QCOMPARE(whole["split"].toInt(-1), 0);
        const QString turned =
            ctl.makeSeries("turned/portal", 6, "Portal venous phase", "101500", 2);
        const QStringList files = QDir(turned).entryList(QDir::Files, QDir::Name);
        for (const QString& name : files.mid(3)) {
            QCOMPARE(QProcess::execute("dcmodify", {"-nb", "-m", "(0020,0037)=1\\0\\0\\0\\0\\-1",
                                                    turned + "/" + name}),
                     0);
        }
        const QJsonObject parts = ctl.run({"import", "--no-pixels", ctl.path("turned")}).result();
        QCOMPARE(parts["objects"].toInt(-1), 1);
        QVERIFY(parts["split"].toInt() >= 1);
    }

    void sigintEndsAnImportThatCanGoOn() {
        cancelAndGoOn(
            [](QProcess& process) { ::kill(static_cast<pid_t>(process.processId()), SIGINT); });
    }

    void cancelOnStdinEndsAnImportThatCanGoOn() {
        cancelAndGoOn([](QProcess& process) {
            process.write("cancel\n");
            process.waitForBytesWritten(5000);
        });
    }

    void aKilledImportIsFinishedByTheNext() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("long", manySlices, "Portal venous phase");
        const Ended killed = ctl.runAndMeddle({"import", folder}, "progress",
                                              [](QProcess& process) { process.kill(); });
        QVERIFY(killed.crashed);
        goOn(ctl, folder);
    }

    void theRealDataImportWithoutACrash() {
        if (!QDir(realData()).exists()) {
            QSKIP("../shared/data is not here");
        }
        const Bolusctl ctl;
        const Ended ended = ctl.run({"import", realData()});
        QVERIFY2(ended.exit == 0 || ended.exit == 3, ended.standardError.constData());
        QVERIFY(ended.result()["quarantined"].toInt() == ended.of("item").size());
        for (const QJsonObject& item : ended.of("item")) {
            QVERIFY2(!item["reason"].toString().isEmpty(), qPrintable(item["path"].toString()));
        }
        int found = 0, coloured = 0;
        for (const QJsonObject& exam : ctl.run({"cases"}).of("item")) {
            for (const QJsonValue phase : exam["phases"].toArray()) {
                for (const QJsonValue issue : phase["issues"].toArray()) {
                    coloured += issue.toString().contains("shown as grey") ? 1 : 0;
                }
                if (phase["slices"].toInt() == 109 &&
                    phase["series_description"].toString().contains("LIVER 3 PHASE")) {
                    ++found;
                    QCOMPARE(phase["spacing_mm"][2].toDouble(), 2.5);
                    QVERIFY(phase["phase"].toString() != "arterial");
                }
            }
        }
        QCOMPARE(found, 1);
        QVERIFY(coloured > 0); // pictures in colour are shown as grey, and say so
    }

private:
    static constexpr int manySlices = 3000;

    static void goOn(const Bolusctl& ctl, const QString& folder) {
        const Ended again = ctl.run({"import", folder});
        QCOMPARE(again.exit, 0);
        QCOMPARE(again.result()["imported"].toInt() + again.result()["duplicates"].toInt(),
                 manySlices);
        QCOMPARE(again.result()["cases"].toInt(), 1);
        QCOMPARE(slicesInLibrary(ctl), manySlices);
        QCOMPARE(ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
        QCOMPARE(ctl.run({"import", folder}).result()["imported"].toInt(-1), 0);
    }

    static void cancelAndGoOn(const std::function<void(QProcess&)>& cancel) {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("long", manySlices, "Portal venous phase");
        const Ended ended = ctl.runAndMeddle({"import", folder}, "progress", cancel);
        QCOMPARE(ended.exit, 130);
        QCOMPARE(ended.errorCode(), QString("cancelled"));
        goOn(ctl, folder);
    }
};

QTEST_GUILESS_MAIN(ImportTest)
#include "test_import.moc"

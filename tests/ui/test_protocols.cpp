// Hanging protocols as files, what they fit, which prior is chosen, and the grid that is picked.
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "ui/hanging/GridPicker.h"
#include "ui/hanging/Priors.h"
#include "ui/hanging/ProtocolStore.h"
#include "ui/hanging/ScreenJson.h"
#include "ui/style/Theme.h"

using namespace bolus;

namespace {

Case examOf(const std::vector<Phase>& phases, const std::string& part = "ABDOMEN") {
    Case exam;
    exam.id = 1;
    exam.patientId = "P1";
    exam.modality = "CT";
    exam.bodyPart = part;
    exam.studyDate = "20240301";
    for (std::size_t i = 0; i < phases.size(); ++i) {
        VolumeRecord volume;
        volume.seriesUid = "1." + std::to_string(i + 1);
        volume.phase.phase = phases[i];
        volume.inPhaseSeries = true;
        exam.volumes.push_back(volume);
    }
    return exam;
}

const std::vector<Phase> fourPhases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                                    Phase::Delayed};

void write(const QString& file, const QByteArray& text) {
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(text);
}

QByteArray read(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

OtherExam other(std::int64_t id, const std::string& date, const std::string& modality = "CT",
                const std::string& part = "ABDOMEN") {
    Case exam;
    exam.id = id;
    exam.studyDate = date;
    exam.modality = modality;
    exam.bodyPart = part;
    return {exam, {}};
}

struct Folder {
    QTemporaryDir dir;
    ProtocolStore store{dir.filePath("hanging")};
    Folder() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, dir.filePath("s"));
        QCoreApplication::setOrganizationName("BolusTest");
        QCoreApplication::setApplicationName("BolusTest");
        QSettings().clear();
        theme::apply(*qApp); // the program's resources
        problems = store.load();
    }
    QString file(const QString& name) const { return dir.filePath("hanging/" + name); }
    void add(const QString& name, const ProtocolConditions& when) {
        QVERIFY(store.add({name, {}, true, when, {}}).has_value());
    }
    QString best(const Case& exam) const {
        const Protocol* found = store.bestFor(exam);
        return found ? found->name : QString();
    }
    QStringList problems;
};

} // namespace

class ProtocolsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thoseOfBolusAreWholeAndFitWhatTheySay() {
        Folder folder;
        QCOMPARE(folder.problems, QStringList());
        QCOMPARE(folder.store.protocols().size(), std::size_t(4));
        QCOMPARE(folder.best(examOf(fourPhases)), QString("Liver, four phases"));
        QCOMPARE(folder.best(examOf(fourPhases, "CHEST")), QString());
        QCOMPARE(folder.best(examOf({Phase::Arterial, Phase::PortalVenous}, "")),
                 QString("Arterial and portal venous"));
        QCOMPARE(folder.best(examOf({Phase::MTT, Phase::CBV, Phase::CBF}, "HEAD")),
                 QString("Head, perfusion maps"));
        QCOMPARE(folder.best(examOf({Phase::PreContrast, Phase::Arterial})), QString());
        for (const Protocol& protocol : folder.store.protocols()) {
            QVERIFY(!protocol.own);
        }
    }

    void theUsersComeFirstAndAmongThemTheMostSpecific() {
        Folder folder;
        folder.add("CT", {"CT", {}, {}, 0, false});
        folder.add("CT of the abdomen", {"CT", {"abdomen"}, {}, 0, false});
        folder.add("MR of the abdomen", {"MR", {"ABDOMEN"}, {}, 4, false});
        QCOMPARE(folder.best(examOf(fourPhases)), QString("CT of the abdomen"));
        QCOMPARE(folder.best(examOf(fourPhases, "CHEST")), QString("CT"));
        folder.store.setOn(folder.store.protocols().at(1), false);
        const Case exam = examOf(fourPhases);
        QVERIFY(folder.best(exam) != QString("CT of the abdomen"));
        ProtocolStore again(folder.file("")); // of a later start
        again.load();
        QCOMPARE(again.protocols().size(), folder.store.protocols().size());
    }

    void aProtocolIsWrittenAndReadAlike() {
        Folder folder;
        Protocol protocol{"Zwei × zwei / „quer“", {}, true, conditionsOf(examOf(fourPhases)), {}};
        ScreenView& screen = protocol.screen;
        screen.layout.rows = screen.layout.columns = 2;
        CellContent second;
        second.phase = Phase::Arterial;
        second.nth = 1;
        second.plane = Plane::Coronal;
        screen.layout.cells = {second, {}};
        screen.plane = Plane::Sagittal;
        screen.windows = {{"HU", {150, 60}}, {"MTT", {12, 6}}};
        screen.slab = Slab{Slab::Mode::Largest, 15};
        screen.linked = false;
        QVERIFY(folder.store.add(protocol).has_value());
        ProtocolStore again(folder.dir.filePath("hanging"));
        QCOMPARE(again.load(), QStringList());
        const Protocol& first = again.protocols().front();
        QVERIFY(first.own);
        QCOMPARE(first.name, protocol.name);
        QVERIFY(first.when == protocol.when);
        QVERIFY(first.screen == protocol.screen);
    }

    void aDamagedOrNewerFileIsNamedAndLeftAsItIs() {
        Folder folder;
        QDir().mkpath(folder.file(""));
        const QByteArray newer = R"({"bolus_hanging": 99, "name": "Later"})";
        const QByteArray torn = R"({"bolus_hanging": 1, "name")";
        const QByteArray wrong =
            R"({"bolus_hanging":1,"name":"W","screen":{"rows":2,"columns":"many"}})";
        write(folder.file("newer.json"), newer);
        write(folder.file("torn.json"), torn);
        write(folder.file("wrong.json"), wrong);
        write(folder.file("other.json"), "[1, 2]");
        const QStringList problems = folder.store.load();
        QCOMPARE(problems.size(), 4);
        QVERIFY(problems[0].contains("newer.json") && problems[0].contains("newer Bolus"));
        QVERIFY(problems[3].contains("wrong.json") && problems[3].contains("columns"));
        QCOMPARE(folder.store.protocols().size(), std::size_t(4)); // ours
        QCOMPARE(read(folder.file("newer.json")), newer);
        QCOMPARE(read(folder.file("torn.json")), torn);
        folder.add("Torn", {"CT", {}, {}, 0, false}); // takes no file that is there
        QCOMPARE(read(folder.file("torn.json")), torn);
    }

    void aProtocolIsRenamedAndRemovedButOursStay() {
        Folder folder;
        folder.add("Mine", {"CT", {}, {}, 0, false});
        const QString mine = folder.store.protocols().front().file;
        const QString ours = folder.store.protocols().back().file;
        QVERIFY(folder.store.rename(mine, " Ours ").has_value());
        QCOMPARE(folder.store.protocols().front().name, QString("Ours"));
        QVERIFY(!folder.store.rename(mine, "  ").has_value());
        QVERIFY(!folder.store.rename(ours, "X").has_value());
        QVERIFY(!folder.store.remove(ours).has_value());
        QVERIFY(folder.store.remove(mine).has_value());
        QVERIFY(!QFile::exists(mine));
    }

    void aFolderThatCannotBeWrittenIsASentence() {
        QTemporaryDir dir;
        write(dir.filePath("file"), "x");
        ProtocolStore store(dir.filePath("file/below"));
        store.load();
        const auto added = store.add({"Mine", {}, true, {}, {}});
        QVERIFY(!added && added.error().message.find("below") != std::string::npos);
    }

    void hostileScreensAreRefusedNotTrusted_data() {
        QTest::addColumn<QString>("json");
        QTest::newRow("stretching") << R"({"place":{"point":[0,0,0],"centre":[0,0,0],"zoom":1,
            "rotation":[1,0,0,0,1,0,0,0,0.5],"crosshair":true}})";
        QTest::newRow("mirroring") << R"({"place":{"point":[0,0,0],"centre":[0,0,0],"zoom":1,
            "rotation":[1,0,0,0,1,0,0,0,-1],"crosshair":true}})";
        QTest::newRow("far") << R"({"place":{"point":[0,1e300,0],"centre":[0,0,0],"zoom":1,
            "rotation":[1,0,0,0,1,0,0,0,1],"crosshair":true}})";
        QTest::newRow("cells") << R"({"cells":[{},{},{},{},{},{},{},{},{}]})";
        QTest::newRow("part") << R"({"cells":[{"series":"1","part":-3}]})";
        QTest::newRow("phase") << R"({"cells":[{"phase":"lunar"}]})";
        QTest::newRow("rows") << R"({"rows":1e9,"columns":3})";
        QTest::newRow("window") << R"({"windows":{"HU":{"window":-1,"level":0}}})";
        QTest::newRow("preset") << R"({"windows":{"HU":"unheard"}})";
        QTest::newRow("slab") << R"({"slab":{"mode":"largest","mm":1e9}})";
        QTest::newRow("linked") << R"({"linked":"yes"})";
    }
    void hostileScreensAreRefusedNotTrusted() {
        QFETCH(QString, json);
        const auto document = QJsonDocument::fromJson(json.toUtf8());
        QVERIFY(document.isObject());
        QVERIFY(!screenFromJson(document.object()).has_value());
    }

    void aViewIsKeptWholeAndANewerOneIsNotRead() {
        ScreenView screen;
        screen.layout.cells = {{0, "1.2.3", 2, {}, 0, Plane::Axial, CellKind::Slices}};
        screen.layout.threePlanes = true;
        screen.place =
            ScreenPlace{{1, 2, 3}, {4, 5, 6}, 2.5, Rotation::about({0, 0, 1}, 0.3), true};
        screen.place->seriesUid = "1.2.3";
        screen.place->part = 2;
        screen.windows = {{"signal@", {900, 450}}};
        QVERIFY(screenFromBody(viewBody(screen)) == screen);
        QVERIFY(!screenFromBody(R"({"bolus_view":2,"screen":{}})"));
        QVERIFY(!screenFromBody(""));
        QVERIFY(!screenFromBody("{"));
    }

    void aScreenIsMadeGeneralByPhases() {
        Case exam = examOf({Phase::Arterial, Phase::Arterial, Phase::Unknown});
        ScreenView screen;
        for (const char* uid : {"1.2", "1.3"}) {
            screen.layout.cells.push_back({0, uid, 0, {}, 0, {}, CellKind::Slices});
        }
        screen.windows = {{"HU", {1, 2}}, {"signal@", {3, 4}}};
        screen.place = ScreenPlace{};
        const ScreenView general = generalised(screen, exam);
        QVERIFY(!general.place);
        QCOMPARE(general.windows.size(), std::size_t(1));
        QCOMPARE(general.layout.cells[0].seriesUid, std::string());
        QCOMPARE(general.layout.cells[0].phase, std::optional(Phase::Arterial));
        QCOMPARE(general.layout.cells[0].nth, 1);
        QCOMPARE(general.layout.cells[1].nth, 2); // the third of all: its phase is not known
        QCOMPARE(volumeOf(exam, general.layout.cells[1]), 2);
    }

    void thePriorIsTheNearestEarlierOfTheSamePart() {
        const Case exam = examOf(fourPhases);
        const OtherExam exams[]{other(2, "20250101"),
                                other(3, "20240301"),
                                other(4, "20240201", "CT", "CHEST"),
                                other(5, "20231201", "MR", "ABDOMEN"),
                                other(6, "20230601"),
                                other(7, "20220601"),
                                other(8, "")};
        const auto prior = choosePrior(exam, exams);
        QVERIFY(prior);
        QCOMPARE(exams[prior->index].exam.id, 6);
        QVERIFY(prior->rule.contains("same body part"));
        const OtherExam chest[]{exams[0], exams[2], exams[3]};
        QCOMPARE(choosePrior(exam, chest)->index, std::size_t(1));
        QVERIFY(choosePrior(exam, chest)->rule.contains("another body part (CHEST)"));
        const OtherExam none[]{exams[0], exams[1], exams[3], exams[6]};
        QVERIFY(!choosePrior(exam, none));
        QVERIFY(whyNoPrior(exam, none).contains("no earlier CT"));
    }

    void aDoubtfulIdentityIsNeverGuessed() {
        Case exam = examOf(fourPhases);
        OtherExam doubtful = other(2, "20230101");
        doubtful.doubts = {"Their names differ: DOE, ROE."};
        QVERIFY(!choosePrior(exam, std::span(&doubtful, 1)));
        QVERIFY(whyNoPrior(exam, std::span(&doubtful, 1)).contains("DOE, ROE"));
        QVERIFY(whyNoPrior(exam, {}).contains("no other exam"));
        exam.patientId.clear();
        QVERIFY(whyNoPrior(exam, {}).contains("no patient ID"));
        exam = examOf(fourPhases);
        exam.studyDate = "unknown";
        const OtherExam sure = other(2, "20230101");
        QVERIFY(!choosePrior(exam, std::span(&sure, 1)));
        QVERIFY(whyNoPrior(exam, std::span(&sure, 1)).contains("no study date"));
    }

    void theGridIsPickedByMouseAndKeys() {
        GridPicker picker;
        picker.resize(picker.sizeHint());
        QSignalSpy picked(&picker, &GridPicker::picked);
        QTest::mouseClick(&picker, Qt::LeftButton, {}, picker.cell(1, 2).center());
        QCOMPARE(picked.takeFirst(), (QVariantList{2, 3}));
        QTest::mouseClick(&picker, Qt::LeftButton, {}, QPoint(1, 1));
        QVERIFY(picked.isEmpty());
        GridPicker keys;
        QSignalSpy typed(&keys, &GridPicker::picked);
        QTest::keyClick(&keys, Qt::Key_Return); // nothing chosen yet
        QVERIFY(typed.isEmpty());
        for (const auto key : {Qt::Key_Right, Qt::Key_Right, Qt::Key_Down, Qt::Key_Return}) {
            QTest::keyClick(&keys, key);
        }
        QCOMPARE(typed.takeFirst(), (QVariantList{2, 2}));
    }
};

QTEST_MAIN(ProtocolsTest)
#include "test_protocols.moc"

// Attention maps written as DICOM: right for others, taken by Bolus for what they are, and never in
// place of a file that is there.
#include <cmath>

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>

#include "app/jobs/Png.h"
#include "tests/app/Bolusctl.h"

namespace {

QByteArray outputOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit) {
        return "Error: " + program.toUtf8() + " did not run to its end.";
    }
    return process.readAll();
}

/// With `inside`, those in sequences as well.
QStringList valuesOf(const QByteArray& dump, const char* tag, bool inside = false) {
    QStringList values;
    for (const QByteArray& line : dump.split('\n')) {
        const auto begin = line.indexOf('['), end = line.indexOf(']');
        if ((inside ? line.trimmed() : line).startsWith(tag) && begin > 0 && end > begin) {
            values << QString::fromUtf8(line.mid(begin + 1, end - begin - 1));
        }
    }
    return values;
}

QMap<QString, QByteArray> contentsOf(const QString& folder) {
    QMap<QString, QByteArray> contents;
    for (const QFileInfo& info : QDir(folder).entryInfoList(QDir::Files | QDir::Hidden)) {
        QFile file(info.filePath());
        file.open(QIODevice::ReadOnly);
        contents[info.fileName()] =
            QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
    }
    return contents;
}

} // namespace

class AttentionDicomTest : public QObject {
    Q_OBJECT
    Bolusctl m_ctl;
    QJsonObject m_case;
    Ended m_ended;

    QString out() const { return m_ctl.path("out"); }
    /// In the source's files: what a study of a hospital says, and phantoms leave out.
    void tellOfTheStudy() const {
        QStringList command{"-nb",
                            "-i",
                            "(0010,0021)=HOSPITAL A",
                            "-i",
                            "(0020,0010)=S-7",
                            "-i",
                            "(0008,0090)=Roe^Jane"};
        QDirIterator files(m_ctl.path("dicom"), {"*.dcm"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            command << files.next();
        }
        QCOMPARE(QProcess::execute("dcmodify", command), 0);
    }
    QJsonObject caseNow() const { return m_ctl.run({"cases"}).of("item").value(0); }

private Q_SLOTS:
    void initTestCase() {
        m_ctl.provideModel();
        QCOMPARE(m_ctl
                     .run({"phantom", m_ctl.path("dicom"), "--cases", "1", "--seed", "3", "--slice",
                           "20", "--columns", "32"})
                     .exit,
                 0);
        tellOfTheStudy();
        QCOMPARE(m_ctl.run({"import", m_ctl.path("dicom"), "--no-pixels"}).exit, 0);
        m_case = caseNow();
        QVERIFY(m_case["phases"].toArray().size() > 1);
        m_ended =
            m_ctl.run({"attention", "1", "--text", "hepatic cyst", "--out", out(), "--dicom"});
        QVERIFY2(m_ended.exit == 0, m_ended.standardError.constData());
    }

    void everyMapAndPictureIsValidDicom() {
        if (QStandardPaths::findExecutable("dciodvfy").isEmpty()) {
            QSKIP("dciodvfy is not installed (package dicom3tools)");
        }
        int files = 0;
        for (const QFileInfo& info : QDir(out()).entryInfoList({"*.dcm"})) {
            ++files;
            for (const QByteArray& line : outputOf("dciodvfy", {info.filePath()}).split('\n')) {
                QVERIFY2(!line.startsWith("Error"), (info.fileName() + ": " + line).toUtf8());
            }
        }
        const auto maps = m_ended.of("item");
        QCOMPARE(files, 2 * maps.size());
        QCOMPARE(m_ended.result()["pictures"].toArray().size(), maps.size());
        for (const QJsonObject& map : maps) {
            QVERIFY(QFile::exists(map["dicom"].toString()));
        }
    }

    // A cell's middle: 15.5 and 3.5 voxels from that of the box's first one, by PAMN's patches.
    void cellsLieWhereTheBoxSays() {
        const QJsonObject box = m_ended.result()["box"].toObject();
        const auto number = [&](const char* key, int i) {
            return box[key].toArray()[i].toDouble();
        };
        const QByteArray dump =
            outputOf("dcmdump", {"+L", m_ended.of("item")[0]["dicom"].toString()});
        const QStringList positions = valuesOf(dump, "(0020,0032)", true);
        const QStringList cosines = valuesOf(dump, "(0020,0037)", true).value(0).split('\\');
        const QStringList spacing = valuesOf(dump, "(0028,0030)", true).value(0).split('\\');
        QCOMPARE(positions.size(), 4);
        const int h = 6, w = 3;
        for (int d = 0; d < 4; ++d) {
            for (int axis = 0; axis < 3; ++axis) {
                const double inBox =
                    number("origin", axis) +
                    number("direction", 3 * axis) * (32 * w + 15.5) * number("spacing", 0) +
                    number("direction", 3 * axis + 1) * (32 * h + 15.5) * number("spacing", 1) +
                    number("direction", 3 * axis + 2) * (8 * d + 3.5) * number("spacing", 2);
                const double inFile = positions[d].split('\\')[axis].toDouble() +
                                      cosines[axis].toDouble() * spacing[1].toDouble() * w +
                                      cosines[3 + axis].toDouble() * spacing[0].toDouble() * h;
                QVERIFY(std::abs(inBox - inFile) < 1e-6);
            }
        }
    }

    void theyJoinThePatientsStudy() {
        for (const QFileInfo& info : QDir(out()).entryInfoList({"*.dcm"})) {
            const QByteArray dump = outputOf("dcmdump", {"+L", info.filePath()});
            QVERIFY(m_case["studies"].toArray().contains(valuesOf(dump, "(0020,000d)").value(0)));
            QCOMPARE(valuesOf(dump, "(0010,0020)").value(0), m_case["patient_id"].toString());
            QCOMPARE(valuesOf(dump, "(0010,0021)").value(0), QString("HOSPITAL A"));
            QCOMPARE(valuesOf(dump, "(0020,0010)").value(0), QString("S-7"));
            QCOMPARE(valuesOf(dump, "(0008,0090)").value(0), QString("Roe^Jane"));
            QVERIFY(valuesOf(dump, "(0008,103e)").value(0).contains("not for diagnosis"));
            for (const QJsonValue phase : m_case["phases"].toArray()) {
                QVERIFY(valuesOf(dump, "(0020,000e)").value(0) != phase["series_uid"].toString());
            }
        }
    }

    void aMapNamesTheSeriesItIsOf() {
        for (const QJsonObject& map : m_ended.of("item")) {
            const QByteArray dump = outputOf("dcmdump", {"+L", map["dicom"].toString()});
            QStringList named = valuesOf(dump, "(0020,000e)", true);
            named.removeOne(valuesOf(dump, "(0020,000e)").value(0)); // its own
            QStringList expected;
            for (const QJsonValue phase : m_case["phases"].toArray()) {
                if (map["kind"] == "view" || map["phase"] == phase["phase"]) {
                    expected << phase["series_uid"].toString();
                }
            }
            named.sort();
            expected.sort();
            QCOMPARE(named, expected);
        }
    }

    void nothingIsReplaced() {
        const auto before = contentsOf(out());
        const Ended again = m_ctl.run({"attention", "1", "--out", out(), "--dicom"});
        QCOMPARE(again.errorCode(), QString("conflict"));
        QCOMPARE(contentsOf(out()), before);
        const QString other = m_ctl.path("other"); // one file of the last kind is in the way
        QVERIFY(QDir().mkpath(other));
        QFile file(other + "/00_phase_pre_contrast_picture.dcm");
        for (const QFileInfo& info : QDir(out()).entryInfoList({"00_*_picture.dcm"})) {
            file.setFileName(other + '/' + info.fileName());
        }
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        const Ended refused = m_ctl.run({"attention", "1", "--out", other, "--dicom"});
        QCOMPARE(refused.errorCode(), QString("conflict"));
        QVERIFY(refused.last()["message"].toString().contains("nothing was written"));
        QCOMPARE(contentsOf(other).size(), 1);
    }

    void picturesOfTheWindowAreTaken() {
        const QString png = m_ctl.path("view.png");
        QVERIFY(bolus::writePng(png.toStdString(), {2, 1, {0, 200}}));
        const QString folder = m_ctl.path("pictures");
        const QStringList command{"attention", "1", "--out", folder, "--dicom"};
        const Ended ended = m_ctl.run(command + QStringList{"--picture", png, "--picture", png});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.result()["pictures"].toArray().size(), 2);
        QCOMPARE(QDir(folder).entryList({"*picture*"}).size(), 2);
        const QByteArray dump = outputOf("dcmdump", {folder + "/picture_02.dcm"});
        QVERIFY2(dump.contains("00\\00\\00\\c8\\c8\\c8"), dump.constData());
        QCOMPARE(valuesOf(dump, "(0028,0301)").value(0), QString("YES"));
    }

    void aPictureThatIsNoneLeavesNothing() {
        const QString folder = m_ctl.path("empty");
        QFile text(m_ctl.path("text.png"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no picture");
        text.close();
        for (const QString& picture : {text.fileName(), m_ctl.path("nowhere.png")}) {
            const Ended ended =
                m_ctl.run({"attention", "1", "--out", folder, "--dicom", "--picture", picture});
            QCOMPARE(ended.errorCode(), QString("bad_input"));
            QVERIFY(contentsOf(folder).isEmpty());
        }
        QCOMPARE(m_ctl.run({"attention", "1", "--dicom"}).exit, 2); // where to?
        QCOMPARE(m_ctl.run({"attention", "1", "--out", folder, "--picture", "x"}).exit, 2);
    }

    void bolusTakesNoneForAPhase() {
        const Ended imported = m_ctl.run({"import", out(), "--no-pixels"});
        QCOMPARE(imported.exit, 0);
        QCOMPARE(imported.result()["quarantined"].toInt(-1), 0);
        QCOMPARE(imported.result()["cases"].toInt(), 1);
        const auto seriesOf = [](const QJsonObject& exam) {
            QStringList series;
            for (const QJsonValue phase : exam["phases"].toArray()) {
                series << phase["phase"].toString() + ' ' + phase["series_uid"].toString();
            }
            return series;
        };
        QCOMPARE(seriesOf(caseNow()), seriesOf(m_case));
        QCOMPARE(m_ctl.run({"attention", "1"}).exit, 0); // and the model still reads the phases
    }
};

QTEST_GUILESS_MAIN(AttentionDicomTest)
#include "test_attention_dicom.moc"

// Objects that Bolus makes of a case, as other programs read them: DCMTK's dcmdump, and dciodvfy,
// which knows what each of them must hold.
#include <cmath>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "library/dicom/DerivedObject.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;

namespace {

DerivedObject object() {
    DerivedObject o;
    o.source.patientName = "Müller^Jörg";
    o.source.patientId = "P1";
    o.source.patientSex = "M";
    o.source.patientBirthDate = "19600101";
    o.source.studyUid = "2.25.11";
    o.source.seriesUid = "2.25.12";
    o.source.frameOfReferenceUid = "2.25.13";
    o.source.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
    o.source.studyDate = "20210304";
    o.source.studyTime = "101500";
    o.source.bodyPart = "ABDOMEN";
    o.source.modality = "CT";
    o.study = {"S-7", "Roe^Zoë", "HOSPITAL A"};
    o.sources = {{"2.25.11", "2.25.12", o.source.sopClassUid, {"2.25.12.1", "2.25.12.2"}}};
    o.seriesUid = freshUid();
    o.instanceUid = freshUid();
    o.seriesDescription = "Attention, Arterial, not for diagnosis";
    o.derivation = "Not for diagnosis. Phrase: C:\\liver\ncyst";
    o.modelName = "compact-3";
    o.modelHash = "ab12";
    o.softwareVersion = "1.0";
    o.date = "20210305";
    o.time = "080000";
    return o;
}

/// Turned by 30° about x: w stays, h and d tip.
ParametricMap obliqueMap() {
    const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
    ParametricMap map{"attention",
                      "share",
                      {4, 8, 8},
                      {},
                      {-100.5, 20.25, 7},
                      {40, 30, 25},
                      {1, 0, 0, 0, c, -s, 0, s, c}};
    for (int i = 0; i < 256; ++i) {
        map.values.push_back(static_cast<float>(i) / 8 - 3);
    }
    return map;
}

QByteArray outputOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit) {
        return "Error: " + program.toUtf8() + " did not run to its end.";
    }
    return process.readAll();
}

bool hasVerifier() {
    return !QStandardPaths::findExecutable("dciodvfy").isEmpty();
}
constexpr const char* noVerifier = "dciodvfy is not installed (package dicom3tools)";

/// The complaints of dciodvfy that are errors, also that it cannot run.
QByteArray errorsOf(const QString& file) {
    QByteArray errors;
    for (const QByteArray& line : outputOf("dciodvfy", {file}).split('\n')) {
        if (line.startsWith("Error")) {
            errors += line + '\n';
        }
    }
    return errors;
}

void write(const QString& name, const std::vector<std::uint8_t>& bytes) {
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
}

/// The numbers of every element with this tag, in the order of the file.
QList<QList<double>> numbersOf(const QByteArray& dump, const QByteArray& tag) {
    QList<QList<double>> found;
    for (const QByteArray& line : dump.split('\n')) {
        const auto begin = line.indexOf('['), end = line.indexOf(']');
        if (line.trimmed().startsWith(tag) && begin > 0 && end > begin) {
            QList<double> numbers;
            for (const QByteArray& number : line.mid(begin + 1, end - begin - 1).split('\\')) {
                numbers.append(number.toDouble());
            }
            found.append(numbers);
        }
    }
    return found;
}

} // namespace

class DerivedObjectsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

private Q_SLOTS:
    void theVerifierMissesWhatIsMissing() {
        if (!hasVerifier()) {
            QSKIP(noVerifier);
        }
        write(file("less.dcm"), *parametricMapFile(object(), obliqueMap()));
        outputOf("dcmodify", {"-nb", "-e", "(0028,0008)", file("less.dcm")}); // type 1
        QVERIFY(errorsOf(file("less.dcm")).contains("NumberOfFrames"));
    }

    void aParametricMapIsOneToAVerifier() {
        const auto bytes = parametricMapFile(object(), obliqueMap());
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        write(file("map.dcm"), *bytes);
        QVERIFY(outputOf("dcmftest", {file("map.dcm")}).startsWith("yes:"));
        if (!hasVerifier()) {
            QSKIP(noVerifier);
        }
        const QByteArray errors = errorsOf(file("map.dcm"));
        QVERIFY2(errors.isEmpty(), errors.constData());
    }

    // The middle of a cell by the standard's own formula (PS3.3 C.7.6.2.1.1) from what is in the
    // file, against the box's axes written out.
    void itsCellsLieWhereTheBoxHasThem() {
        write(file("place.dcm"), *parametricMapFile(object(), obliqueMap()));
        const QByteArray dump = outputOf("dcmdump", {"+L", file("place.dcm")});
        const auto positions = numbersOf(dump, "(0020,0032)");
        const auto spacing = numbersOf(dump, "(0028,0030)").value(0);
        const auto cosines = numbersOf(dump, "(0020,0037)").value(0);
        QCOMPARE(positions.size(), 4);
        QCOMPARE(spacing, (QList<double>{30, 40})); // between rows, between columns
        const double c = std::sqrt(3) / 2, s = 0.5;
        for (int d = 0; d < 4; ++d) {
            const int h = 5, w = 2;
            const std::array<double, 3> expected{-100.5 + 40 * w, 20.25 + 30 * h * c - 25 * d * s,
                                                 7 + 30 * h * s + 25 * d * c};
            for (int axis = 0; axis < 3; ++axis) {
                const double there = positions[d][axis] + cosines[axis] * spacing[1] * w +
                                     cosines[3 + axis] * spacing[0] * h;
                QVERIFY(std::abs(there - expected[static_cast<std::size_t>(axis)]) < 1e-6);
            }
        }
    }

    void itsValuesComeBackAsTheyWere() {
        write(file("values.dcm"), *parametricMapFile(object(), obliqueMap()));
        const auto header = readHeader(file("values.dcm").toStdString());
        QVERIFY2(header, header ? "" : header.error().message.c_str());
        QCOMPARE(header->patientName, std::string("Müller^Jörg"));
        const auto records = buildVolumes({*header});
        QCOMPARE(records.size(), std::size_t{1});
        const auto volume = loadVolume(records[0]);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{8, 8, 4}));
        for (const auto& [d, h, w] : {std::array<int, 3>{0, 0, 0}, {3, 7, 7}, {2, 1, 6}}) {
            const double value =
                volume->valueAt(static_cast<std::size_t>(w), static_cast<std::size_t>(h),
                                static_cast<std::size_t>(d));
            QCOMPARE(value, (d * 64 + h * 8 + w) / 8.0 - 3);
        }
    }

    void itNamesItsSourcesAndTheModel() {
        write(file("names.dcm"), *parametricMapFile(object(), obliqueMap()));
        const QByteArray dump = outputOf("dcmdump", {"-M", "+L", file("names.dcm")});
        for (const char* expected :
             {"=ParametricMapStorage", "[2.25.11]", "[2.25.13]", "[2.25.12.2]", "[RESEARCH]",
              "[Not for diagnosis]", "[compact-3]", "SHA-256 ab12", "[109102]", "[UCUM]",
              "Phrase: C:/liver cyst", "[818981001]"}) {
            QVERIFY2(dump.contains(expected), expected);
        }
    }

    void itsPatientAndStudyStayWhatTheyWere() {
        write(file("study.dcm"), *parametricMapFile(object(), obliqueMap()));
        const QByteArray dump = outputOf("dcmdump", {"-M", file("study.dcm")});
        for (const char* expected : {"[S-7]", "[Roe^Zoë]", "[HOSPITAL A]"}) {
            QVERIFY2(dump.contains(expected), expected);
        }
        const auto read = readStudyFacts(file("study.dcm").toStdString());
        QVERIFY(read);
        QCOMPARE(read->studyId, std::string("S-7"));
        QCOMPARE(read->referringPhysician, std::string("Roe^Zoë"));
        QCOMPARE(read->issuerOfPatientId, std::string("HOSPITAL A"));
        DerivedObject plain = object(); // no issuer is not an empty one
        plain.study = {};
        write(file("plain.dcm"), *parametricMapFile(plain, obliqueMap()));
        QVERIFY(!outputOf("dcmdump", {"-M", file("plain.dcm")}).contains("IssuerOfPatientID"));
    }

    void imagesOfOtherSeriesAndStudiesAreNamed() {
        DerivedObject all = object();
        const std::string ct = all.source.sopClassUid;
        all.sources.push_back({"2.25.11", "2.25.14", ct, {"2.25.14.1"}});
        all.sources.push_back({"2.25.15", "2.25.16", ct, {"2.25.16.1"}});
        write(file("all.dcm"), *parametricMapFile(all, obliqueMap()));
        const QByteArray dump = outputOf("dcmdump", {"+L", file("all.dcm")});
        // Once among the references, once as a source image.
        for (const char* instance : {"[2.25.12.1]", "[2.25.12.2]", "[2.25.14.1]", "[2.25.16.1]"}) {
            QCOMPARE(dump.count(instance), 2);
        }
        const auto other = dump.indexOf("(0008,1200)");
        QVERIFY(other > 0 && dump.indexOf("[2.25.15]") > other);
        if (hasVerifier()) {
            const QByteArray errors = errorsOf(file("all.dcm"));
            QVERIFY2(errors.isEmpty(), errors.constData());
        }
    }

    void aSecondaryCaptureIsOneToAVerifier_data() {
        QTest::addColumn<bool>("isScreen");
        QTest::newRow("screen") << true;
        QTest::newRow("drawn") << false;
    }
    void aSecondaryCaptureIsOneToAVerifier() {
        QFETCH(bool, isScreen);
        // 3 × 1 × 3 bytes: an odd length, which has to be padded
        const ColorPicture picture{3, 1, {255, 0, 0, 0, 128, 0, 1, 2, 3}, isScreen, isScreen};
        const auto bytes = secondaryCaptureFile(object(), picture);
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        write(file("picture.dcm"), *bytes);
        if (hasVerifier()) {
            const QByteArray errors = errorsOf(file("picture.dcm"));
            QVERIFY2(errors.isEmpty(), errors.constData());
        }
        const QByteArray dump = outputOf("dcmdump", {"-M", file("picture.dcm")});
        QVERIFY(dump.contains(isScreen ? "[YES]" : "[NO]"));
        QVERIFY(dump.contains(isScreen ? "[WSD]" : "[SYN]"));
        QVERIFY2(dump.contains("ff\\00\\00\\00\\80\\00\\01\\02\\03"), dump.constData());
    }

    void whatIsNotWholeIsASentence() {
        ParametricMap bad = obliqueMap();
        bad.values.pop_back();
        QCOMPARE(parametricMapFile(object(), bad).error().code, ErrorCode::BadInput);
        bad = obliqueMap();
        bad.values[3] = NAN;
        QCOMPARE(parametricMapFile(object(), bad).error().code, ErrorCode::BadInput);
        bad = obliqueMap();
        bad.spacing[1] = 0;
        QCOMPARE(parametricMapFile(object(), bad).error().code, ErrorCode::BadInput);
        DerivedObject nowhere = object();
        nowhere.source.frameOfReferenceUid.clear();
        const auto refused = parametricMapFile(nowhere, obliqueMap());
        QVERIFY(refused.error().message.find("frame of reference") != std::string::npos);
        QCOMPARE(secondaryCaptureFile(object(), {2, 2, {1, 2, 3}}).error().code,
                 ErrorCode::BadInput);
    }

    void uidsAreDifferentAndValid() {
        const std::string a = freshUid(), b = freshUid();
        QVERIFY(a != b);
        for (const auto& uid : {a, b}) {
            QVERIFY(uid.size() <= 64);
            QVERIFY(uid.find_first_not_of("0123456789.") == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(DerivedObjectsTest)
#include "test_derived_objects.moc"

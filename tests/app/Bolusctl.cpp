#include "tests/app/Bolusctl.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

#include "engine/model/Model.h"
#include "engine/text/WordPiece.h"
#include "library/dicom/SeriesWriter.h"

using namespace bolus;

namespace {

constexpr int patienceMs = 120000;

QList<QJsonObject> parseLines(const QByteArray& output) {
    QList<QJsonObject> events;
    for (const QByteArray& line : output.split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject()) {
            events.append(document.object());
        }
    }
    return events;
}

Ended endOf(QProcess& process, const QByteArray& output) {
    return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, parseLines(output),
            process.readAllStandardError()};
}

} // namespace

void writeFile(const QString& path, const QByteArray& content) {
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QList<QJsonObject> Ended::of(const QString& kind) const {
    QList<QJsonObject> chosen;
    for (const QJsonObject& event : events) {
        if (event["event"].toString() == kind) {
            chosen.append(event);
        }
    }
    return chosen;
}

QJsonObject Ended::result() const {
    return last()["event"].toString() == "result" ? last() : QJsonObject();
}

QString Ended::errorCode() const {
    return last()["event"].toString() == "error" ? last()["code"].toString() : QString();
}

Bolusctl::Bolusctl() : m_model(path("no-model.safetensors")) {}

void Bolusctl::start(QProcess& process, const QStringList& arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", m_folder.path());
    environment.remove("XDG_DATA_HOME");
    environment.remove("BOLUS_LIBRARY");
    environment.insert("BOLUS_MODEL", m_model);
    process.setProcessEnvironment(environment);
    process.start(QString(BOLUS_BIN_DIR "/bolusctl"), arguments);
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
}

Ended Bolusctl::run(const QStringList& arguments) const {
    return runPlain(QStringList{"--library", library(), "--json"} + arguments);
}

Ended Bolusctl::runPlain(const QStringList& arguments, QByteArray* output) const {
    QProcess process;
    start(process, arguments);
    if (!process.waitForFinished(patienceMs)) {
        process.kill();
        process.waitForFinished();
    }
    const QByteArray text = process.readAllStandardOutput();
    if (output) {
        *output = text;
    }
    return endOf(process, text);
}

Ended Bolusctl::runAndMeddle(const QStringList& arguments, const QString& kind,
                             const std::function<void(QProcess&)>& meddle) const {
    QProcess process;
    start(process, QStringList{"--library", library(), "--json"} + arguments);
    QByteArray output;
    const QByteArray sign = "{\"event\":\"" + kind.toUtf8();
    bool meddled = false;
    while (process.state() != QProcess::NotRunning || process.bytesAvailable() > 0) {
        process.waitForReadyRead(50);
        output += process.readAllStandardOutput();
        if (!meddled && output.contains(sign)) {
            meddled = true;
            meddle(process);
        }
    }
    process.waitForFinished(patienceMs);
    return endOf(process, output + process.readAllStandardOutput());
}

void Bolusctl::provideModel() {
    m_model = path("tiny.safetensors");
    const auto model = Model::create(
        ModelConfig::tiny(true),
        trainVocabulary({"hepatic cyst in the liver", "renal cyst of the left kidney"}, 400), 7);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    const auto hash = (*model)->save(m_model.toStdString(), "tiny", R"({"data":"none"})", false);
    QVERIFY2(hash, hash ? "" : hash.error().message.c_str());
}

QString Bolusctl::makeSeries(const QString& name, int slices, const QString& description,
                             const QString& acquisitionTime, int study) const {
    const int number = static_cast<int>(qHash(name) % 100000);
    SeriesHeader header;
    header.patientId = "TEST-1";
    header.patientName = "Test^One";
    header.studyUid = "1.2.826.0.1.3680043.10.1." + std::to_string(study);
    header.seriesUid = header.studyUid + "." + std::to_string(number);
    header.frameOfReferenceUid = header.studyUid + ".9";
    header.accessionNumber = "A" + std::to_string(study);
    header.studyDate = "20260102";
    header.studyTime = "101000";
    header.acquisitionTime = acquisitionTime.toStdString();
    header.studyDescription = "CT abdomen";
    header.seriesDescription = description.toStdString();
    header.bodyPart = "ABDOMEN";
    header.contrastAgent = "Iohexol";
    header.sliceThickness = 2.5;
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{16, 16, static_cast<itk::SizeValueType>(slices)});
    const double spacing[3]{20, 20, 2.5};
    image->SetSpacing(spacing);
    image->Allocate();
    image->FillBuffer(40);
    const QString folder = path(name);
    const auto written = writeCtSeries(folder.toStdString(), header, *image);
    if (!written) {
        qFatal("%s", written.error().message.c_str());
    }
    return folder;
}

QJsonObject readEvent(QProcess& process) {
    while (!process.canReadLine()) {
        if (!process.waitForReadyRead(30000)) {
            return {};
        }
    }
    return QJsonDocument::fromJson(process.readLine()).object();
}

Requests::Requests(const Bolusctl& ctl) {
    ctl.start(m_process, {"--library", ctl.library(), "serve"});
}

Requests::~Requests() {
    m_process.closeWriteChannel();
    m_process.waitForFinished(10000);
}

QJsonObject Requests::ask(const QStringList& argv) {
    const QJsonObject request{{"id", ++m_asked}, {"argv", QJsonArray::fromStringList(argv)}};
    m_process.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + "\n");
    QJsonObject event;
    do {
        event = readEvent(m_process);
    } while (!event.isEmpty() && event["event"] != "result" && event["event"] != "error");
    return event["id"].toInt() == m_asked ? event : QJsonObject();
}

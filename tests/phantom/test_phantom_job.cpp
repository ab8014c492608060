#include <fstream>
#include <map>
#include <set>

#include <QCryptographicHash>
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "app/jobs/PhantomJob.h"
#include "engine/phantom/Phantom.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/phases/CaseBuilder.h"
#include "library/reports/ReportFile.h"

using namespace bolus;

namespace {

class Recorder : public Events {
public:
    explicit Recorder(int cancelAfter = 1 << 20) : m_cancelAfter(cancelAfter) {}
    void progress(std::string_view, std::int64_t done, std::int64_t) override { m_done = done; }
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return m_done >= m_cancelAfter; }
    void item(Json fields) override { items.push_back(std::move(fields)); }
    std::vector<Json> items;

private:
    std::int64_t m_done = 0;
    int m_cancelAfter;
};

PhantomRequest smallRequest(const QTemporaryDir& folder, int cases, std::uint64_t seed = 7) {
    PhantomRequest request;
    request.folder = folder.path().toStdString();
    request.cases = cases;
    request.seed = seed;
    request.columns = 48;
    request.sliceMm = 20;
    return request;
}

/// Relative path → hash of every file.
std::map<QString, QByteArray> filesIn(const QString& folder) {
    std::map<QString, QByteArray> files;
    QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (file.open(QIODevice::ReadOnly)) {
            files[QDir(folder).relativeFilePath(file.fileName())] =
                QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256);
        }
    }
    return files;
}

std::vector<InstanceHeader> headersIn(const std::filesystem::path& folder) {
    std::vector<InstanceHeader> headers;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".dcm") {
            if (const auto header = readHeader(entry.path())) {
                headers.push_back(*header);
            }
        }
    }
    return headers;
}

/// What a validator complains about; it also names the kind of file.
QByteArray objections(const QString& program, const QStringList& files) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, files);
    if (!process.waitForFinished()) {
        return "It did not end.";
    }
    const QByteArray said = process.readAll().trimmed();
    return process.exitCode() == 0 && (said == "CTImage" || said.isEmpty()) ? QByteArray() : said;
}

/// What an import makes of one exam's folder.
std::vector<Case> casesIn(const std::filesystem::path& folder) {
    std::map<std::string, std::vector<InstanceHeader>> series;
    StudyVolumes study;
    for (const InstanceHeader& header : headersIn(folder)) {
        series[header.seriesUid].push_back(header);
        study.exam.patientId = header.patientId;
        study.exam.studyUids = {header.studyUid};
        study.exam.modality = header.modality;
    }
    for (const auto& [uid, headers] : series) {
        for (VolumeRecord& volume : buildVolumes(headers)) {
            study.volumes.push_back(std::move(volume));
        }
    }
    return buildCases({std::move(study)});
}

} // namespace

class PhantomJobTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSeedGivesTheSameBytes() {
        QTemporaryDir a, b, c;
        Recorder events;
        QVERIFY(writePhantoms(smallRequest(a, 3), events));
        QVERIFY(writePhantoms(smallRequest(b, 3), events));
        QVERIFY(writePhantoms(smallRequest(b, 3), events)); // over what is there already
        QVERIFY(writePhantoms(smallRequest(c, 3, 8), events));
        QVERIFY(filesIn(a.path()).size() > 20);
        QVERIFY(filesIn(a.path()) == filesIn(b.path()));
        QVERIFY(filesIn(a.path()) != filesIn(c.path()));
    }

    void itemsAndResultTellWhatWasWritten() {
        QTemporaryDir folder;
        Recorder events;
        const auto outcome = writePhantoms(smallRequest(folder, 4), events);
        QVERIFY(outcome);
        QCOMPARE(outcome->result["cases"].get<int>(), 4);
        QCOMPARE(outcome->result["files"].get<std::size_t>(), filesIn(folder.path()).size());
        QCOMPARE(events.items.size(), std::size_t{4});
        for (const Json& item : events.items) {
            QVERIFY(std::filesystem::is_directory(item["folder"].get<std::string>()));
            QVERIFY(item["phases"].size() >= 2 && item["phases"].size() <= 4);
            QVERIFY(!item["finding"].get<std::string>().empty());
        }
    }

    /// The whole point of the demonstration library: an import must find the phases.
    void importFindsTheTruePhases() {
        QTemporaryDir folder;
        Recorder events;
        QVERIFY(writePhantoms(smallRequest(folder, 24, 1), events));
        for (const Json& item : events.items) {
            const auto cases = casesIn(item["folder"].get<std::string>());
            QCOMPARE(cases.size(), std::size_t{1});
            std::vector<std::string> found;
            for (const VolumeRecord& volume : cases[0].volumes) {
                QVERIFY(volume.issues.empty());
                QCOMPARE(volume.plane, Plane::Axial);
                found.emplace_back(phaseToken(volume.phase.phase));
            }
            QVERIFY2(found == item["phases"].get<std::vector<std::string>>(), item.dump().c_str());
        }
    }

    /// What a scanner numbers and reconstructs is in the headers.
    void headersTellTheScan() {
        QTemporaryDir folder;
        Recorder events;
        PhantomRequest request = smallRequest(folder, 6);
        request.columns = 16;
        request.sliceMm = 0;
        QVERIFY(writePhantoms(request, events));
        for (int index = 0; index < request.cases; ++index) {
            const PhantomExam exam = planExam({.seed = request.seed}, index);
            const auto headers = headersIn(request.folder / exam.patientId);
            std::map<int, int> slices;
            for (const InstanceHeader& header : headers) {
                ++slices[header.seriesNumber.value_or(0)];
            }
            QCOMPARE(slices.size(), exam.phases.size());
            const double length = exam.boxHigh[2] - exam.boxLow[2];
            for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
                const double covered = exam.scan.coverHigh[phase] - exam.scan.coverLow[phase];
                QVERIFY(covered <= length);
                QVERIFY(std::abs(slices[exam.scan.seriesNumbers[phase]] * exam.scan.sliceMm -
                                 covered) <= exam.scan.sliceMm);
            }
        }
    }

    void reportsCiteImagesThatAreThere() {
        static const QRegularExpression cited("(?:series|ser|se) (?<s>\\d+),? im(?:age)? (?<i>\\d+)"
                                              "|image (?<i2>\\d+) of series (?<s2>\\d+)");
        QTemporaryDir folder;
        Recorder events;
        PhantomRequest request = smallRequest(folder, 16);
        request.columns = 16;
        request.sliceMm = 0;
        QVERIFY(writePhantoms(request, events));
        int citations = 0;
        for (int index = 0; index < request.cases; ++index) {
            const PhantomExam exam = planExam({.seed = request.seed}, index);
            std::set<std::pair<int, int>> images;
            for (const InstanceHeader& header : headersIn(request.folder / exam.patientId)) {
                images.emplace(header.seriesNumber.value_or(0), header.instanceNumber.value_or(0));
            }
            auto all = cited.globalMatch(QString::fromStdString(exam.report));
            while (all.hasNext()) {
                const auto match = all.next();
                const int series = (match.captured("s") + match.captured("s2")).toInt(),
                          image = (match.captured("i") + match.captured("i2")).toInt();
                QVERIFY2(images.contains({series, image}), qPrintable(match.captured()));
                ++citations;
            }
        }
        QVERIFY(citations >= 3);
    }

    void validatorsFindNoError() {
        if (QStandardPaths::findExecutable("dciodvfy").isEmpty() ||
            QStandardPaths::findExecutable("dcentvfy").isEmpty()) {
            QSKIP("dciodvfy and dcentvfy are not installed (package dicom3tools)");
        }
        QTemporaryDir folder;
        Recorder events;
        PhantomRequest request = smallRequest(folder, 7);
        request.minPhases = 3;
        QVERIFY(writePhantoms(request, events));
        for (const Json& item : events.items) {
            const QString exam = QString::fromStdString(item["folder"].get<std::string>());
            QStringList files;
            QDirIterator all(exam, {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
            while (all.hasNext()) {
                files << all.next();
                QVERIFY2(objections("dciodvfy", {files.back()}).isEmpty(),
                         objections("dciodvfy", {files.back()}));
            }
            QVERIFY2(objections("dcentvfy", files).isEmpty(), objections("dcentvfy", files));
        }
    }

    void reportsBelongToTheirStudies() {
        QTemporaryDir folder;
        Recorder events;
        QVERIFY(writePhantoms(smallRequest(folder, 2), events));
        for (const Json& item : events.items) {
            const std::filesystem::path exam = item["folder"].get<std::string>();
            const auto read = readReportFile(exam / "report.txt");
            QVERIFY(read);
            QCOMPARE(read->reports.size(), std::size_t{1});
            QCOMPARE(read->reports.front().studyUid, headersIn(exam).front().studyUid);
            QVERIFY(read->reports.front().text.size() > 40);
        }
    }

    void uidsAreUniqueAndValid() {
        QTemporaryDir folder;
        Recorder events;
        QVERIFY(writePhantoms(smallRequest(folder, 6), events));
        std::set<std::string> instances, studies;
        const auto headers = headersIn(folder.path().toStdString());
        for (const InstanceHeader& header : headers) {
            QVERIFY(header.sopInstanceUid.size() <= 64);
            QVERIFY(header.studyUid.starts_with("2.25."));
            instances.insert(header.sopInstanceUid);
            studies.insert(header.studyUid);
        }
        QCOMPARE(instances.size(), headers.size());
        QCOMPARE(studies.size(), std::size_t{6});
    }

    void cancelEndsIt() {
        QTemporaryDir folder;
        Recorder events(2);
        const auto outcome = writePhantoms(smallRequest(folder, 50), events);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QCOMPARE(events.items.size(), std::size_t{2});
    }

    void badRequestsAreRefused() {
        QTemporaryDir folder;
        Recorder events;
        PhantomRequest request = smallRequest(folder, 0);
        QCOMPARE(writePhantoms(request, events).error().code, ErrorCode::BadInput);
        request = smallRequest(folder, 1);
        request.sliceMm = NAN;
        QCOMPARE(writePhantoms(request, events).error().code, ErrorCode::BadInput);
        request = smallRequest(folder, 1);
        request.columns = 1 << 20;
        QCOMPARE(writePhantoms(request, events).error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(PhantomJobTest)
#include "test_phantom_job.moc"

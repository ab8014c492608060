// Library folders on disk, and small exams to put into them.
#pragma once

#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QtTest>

#include "library/store/Library.h"

namespace bolus::test {

inline std::string say(const Error& error) {
    return std::string(errorCodeName(error.code)) + ": " + error.message + " [" + error.subject +
           "]";
}

/// Fails the test with the error's sentence.
#define VERIFY_OK(result)                                                                          \
    do {                                                                                           \
        const auto& bolusResult = (result);                                                        \
        QVERIFY2(bolusResult.has_value(),                                                          \
                 bolusResult ? "" : bolus::test::say(bolusResult.error()).c_str());                \
    } while (false)

/// A folder that goes with the test, and the library in it.
class LibraryFolder {
public:
    std::filesystem::path path() const { return m_root.path().toStdString() + "/library"; }
    std::filesystem::path root() const { return m_root.path().toStdString(); }
    Library& library() {
        if (!m_library) {
            auto opened = Library::open(path());
            if (!opened) {
                qFatal("%s", say(opened.error()).c_str());
            }
            m_library = std::move(*opened);
        }
        return *m_library;
    }
    Library* operator->() { return &library(); }
    void close() { m_library.reset(); }
    /// Nothing may live in memory only.
    Library& reopened() {
        close();
        return library();
    }

private:
    QTemporaryDir m_root;
    std::unique_ptr<Library> m_library;
};

inline std::filesystem::path writeFile(const std::filesystem::path& path,
                                       const std::string& contents) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << contents;
    return path;
}

/// -1: not there.
inline std::int64_t modifiedNs(const std::filesystem::path& path) {
    const auto stamp = fileStamp(path);
    return stamp ? stamp->modifiedNs : -1;
}

inline InstanceHeader header(const std::string& study, const std::string& series, int number) {
    InstanceHeader h;
    h.sopInstanceUid = series + "." + std::to_string(number);
    h.path = "/data/" + series + "/IM" + std::to_string(number);
    h.fileSize = 1000;
    h.modifiedNs = 1700000000123456789;
    h.studyUid = study;
    h.seriesUid = series;
    h.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
    h.transferSyntaxUid = "1.2.840.10008.1.2.1";
    h.frameOfReferenceUid = study + ".99";
    h.patientId = "P1";
    h.patientName = "Doe^Jane";
    h.studyDate = "20240102";
    h.accessionNumber = "A" + study;
    h.modality = "CT";
    h.instanceNumber = number;
    h.rows = h.columns = 512;
    h.hasPixels = true;
    h.position = {{-250.5, -240.25, number * 2.5}};
    h.orientation = {{1, 0, 0, 0, 1, 0}};
    h.pixelSpacing = {{0.7, 0.7}};
    return h;
}

inline std::vector<InstanceHeader> seriesHeaders(const std::string& study,
                                                 const std::string& series, int count) {
    std::vector<InstanceHeader> headers;
    for (int i = 1; i <= count; ++i) {
        headers.push_back(header(study, series, i));
    }
    return headers;
}

inline VolumeRecord volume(const std::string& study, const std::string& series, Phase phase,
                           int slices = 2) {
    VolumeRecord v;
    v.studyUid = study;
    v.seriesUid = series;
    v.seriesDescription = "Series " + series;
    v.modality = "CT";
    v.size = {512, 512, static_cast<std::size_t>(slices)};
    v.spacing = {0.7, 0.7, 2.5};
    v.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    v.plane = Plane::Axial;
    v.phase = {phase, 0.8, PhaseSource::Tags, "description"};
    v.inPhaseSeries = true;
    for (int i = 1; i <= slices; ++i) {
        const InstanceHeader h = header(study, series, i);
        v.slices.push_back({h.path, h.sopInstanceUid, 0, i * 2.5});
    }
    return v;
}

inline Case exam(std::vector<VolumeRecord> volumes, const std::string& patient = "P1") {
    Case c;
    c.patientId = patient;
    c.patientName = "Doe^Jane";
    c.studyDate = "20240102";
    c.modality = "CT";
    c.description = "CT abdomen";
    c.accessionNumber = "A" + volumes.front().studyUid;
    c.volumes = std::move(volumes);
    return c;
}

/// Imports a study with one two-slice series a phase, named STUDY.1, STUDY.2, …; its case.
inline std::int64_t importExam(Library& library, const std::string& study,
                               const std::vector<Phase>& phases,
                               const std::string& patient = "P1") {
    std::vector<VolumeRecord> volumes;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const std::string series = study + "." + std::to_string(i + 1);
        auto headers = seriesHeaders(study, series, 2);
        for (InstanceHeader& h : headers) {
            h.patientId = patient;
        }
        if (!library.addInstances(headers)) {
            return 0;
        }
        volumes.push_back(volume(study, series, phases[i]));
    }
    const std::string studies[]{study};
    const Case cases[]{exam(std::move(volumes), patient)};
    if (const auto replaced = library.replaceCases(studies, cases); !replaced) {
        qWarning("%s", say(replaced.error()).c_str());
        return 0;
    }
    const auto all = library.cases().value();
    for (const Case& c : all) {
        if (std::find(c.studyUids.begin(), c.studyUids.end(), study) != c.studyUids.end()) {
            return c.id;
        }
    }
    return 0;
}

} // namespace bolus::test

// Where training and evaluation get their cases: phantom exams rendered on the fly, and the
// library's own cases with reports.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "app/jobs/CaseInput.h"
#include "app/jobs/Events.h"
#include "engine/phantom/Phantom.h"
#include "engine/train/Trainer.h"
#include "library/store/Library.h"

namespace bolus {

/// Exams 0 … count-1 of a phantom set; each is rendered once and kept while memory allows.
class PhantomSource : public CaseSource {
public:
    PhantomSource(PhantomOptions options, int count, ModelConfig config, std::size_t cacheBytes);

    std::size_t size() const override { return m_exams.size(); }
    Result<NetworkInput> load(std::size_t index) override;
    std::string report(std::size_t index) override { return m_exams[index].report; }
    std::string retold(std::size_t index, int telling) override {
        return retellReport(m_exams[index], telling);
    }
    std::vector<std::uint64_t> statements(std::size_t index) override;
    CasePhrase phrase(std::size_t index, std::uint64_t lot) override;
    std::string patient(std::size_t index) override { return m_exams[index].patientId; }
    std::string key(std::size_t index) override;
    std::vector<float> truth(std::size_t index) override { return truthGrid(m_exams[index]); }
    std::size_t phases(std::size_t index) const { return m_exams[index].phases.size(); }

private:
    std::vector<PhantomExam> m_exams;
    ModelConfig m_config;
    InputCache m_cache;
};

/// Cases with a report and at least one phase; others are left out with a warning. load() fails
/// where any of a case's phases does: what is learned from a case must not depend on what could be
/// read of it that day, or where the case is another than when the source was opened. Library and
/// outer Progress must outlive it; nothing else may use the library while load() runs.
class LibrarySource : public CaseSource {
public:
    /// `ids` empty: every case. Errors: NotFound (an id, or no case that can be used), Storage.
    static Result<std::unique_ptr<LibrarySource>> open(Library& library,
                                                       const std::vector<std::int64_t>& ids,
                                                       ModelConfig config, std::size_t cacheBytes,
                                                       Progress& progress);

    std::size_t size() const override { return m_cases.size(); }
    Result<NetworkInput> load(std::size_t index) override;
    std::string report(std::size_t index) override { return m_cases[index].report; }
    /// The sentences of findings and impression that state something.
    std::vector<std::uint64_t> statements(std::size_t index) override;
    CasePhrase phrase(std::size_t index, std::uint64_t lot) override; // one of these
    std::string patient(std::size_t index) override { return m_cases[index].patientId; }
    std::string key(std::size_t index) override { return m_cases[index].key; }

private:
    /// What training asks of every case again and again; the slices are read when it is loaded.
    struct Entry {
        std::int64_t id = 0;
        std::string patientId, report, key;
    };
    LibrarySource(Library& library, ModelConfig config, std::size_t cacheBytes, Progress& progress);
    Result<Case> caseOf(const Entry& entry);

    Library& m_library;
    std::mutex m_libraryMutex; // load() comes from a worker thread
    std::vector<Entry> m_cases;
    ModelConfig m_config;
    InputCache m_cache;
    QuietProgress m_progress;
};

/// Some of another source's cases, in the order given.
class SubsetSource : public CaseSource {
public:
    SubsetSource(CaseSource& source, std::vector<std::size_t> indices)
        : m_source(source), m_indices(std::move(indices)) {}

    std::size_t size() const override { return m_indices.size(); }
    Result<NetworkInput> load(std::size_t index) override {
        return m_source.load(m_indices[index]);
    }
    std::string report(std::size_t index) override { return m_source.report(m_indices[index]); }
    std::string retold(std::size_t index, int telling) override {
        return m_source.retold(m_indices[index], telling);
    }
    std::vector<std::uint64_t> statements(std::size_t index) override {
        return m_source.statements(m_indices[index]);
    }
    CasePhrase phrase(std::size_t index, std::uint64_t lot) override {
        return m_source.phrase(m_indices[index], lot);
    }
    std::string patient(std::size_t index) override { return m_source.patient(m_indices[index]); }
    std::string key(std::size_t index) override { return m_source.key(m_indices[index]); }
    std::vector<float> truth(std::size_t index) override {
        return m_source.truth(m_indices[index]);
    }

private:
    CaseSource& m_source;
    std::vector<std::size_t> m_indices;
};

std::vector<std::string> allReports(CaseSource& source);

} // namespace bolus

// The library of the search benchmark: phantom exams with their vectors and tokens, some without a
// report, put through the store without DICOM files.
#pragma once

#include <memory>
#include <vector>

#include "app/jobs/SearchSuite.h"
#include "engine/train/Trainer.h"

namespace bolus {

struct SuiteCase {
    PhantomExam exam;
    std::int64_t id = 0; // in the library
    bool hasReport = false;
};

class SearchSuiteLibrary {
public:
    /// In a folder of its own under request.out, removed with it; `model` is a file.
    static Result<std::unique_ptr<SearchSuiteLibrary>>
    make(const SearchSuiteRequest& request, const std::filesystem::path& model, Events& events);
    ~SearchSuiteLibrary();

    Session& session() { return m_session; }
    const std::vector<SuiteCase>& cases() const { return m_cases; }
    const SuiteCase* byId(std::int64_t id) const;
    const ModelInfo& model() const { return m_model->info(); }
    std::string reportsHash() const; // SHA-256 of all that are in it

private:
    explicit SearchSuiteLibrary(std::filesystem::path folder);
    Result<void> addModel(const std::filesystem::path& file);
    Result<void> addCases(const SearchSuiteRequest& request, Events& events);
    Result<void> addBatch(std::size_t from, std::size_t to);
    Result<void> findIds();
    Result<void> addVectors(const SearchSuiteRequest& request, Events& events);
    Result<void> addVector(CaseSource& tokens, std::size_t index);

    std::filesystem::path m_folder;
    Session m_session;
    Library* m_library = nullptr;
    Model* m_model = nullptr;
    std::vector<SuiteCase> m_cases;
};

/// The series of the phase in which the lesion is seen best, with its sphere: "UID:x,y,z,r".
std::string regionOf(const SuiteCase& of, const PhantomLesion& lesion);

} // namespace bolus

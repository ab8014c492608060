#include "app/jobs/Sources.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/jobs/Events.h"
#include "engine/phantom/ReportPhrase.h"
#include "engine/phantom/Revision.h"
#include "library/domain/Fnv.h"
#include "library/reports/Sentences.h"

namespace bolus {

PhantomSource::PhantomSource(PhantomOptions options, int count, ModelConfig config,
                             std::size_t cacheBytes)
    : m_config(config), m_cache(cacheBytes, InputCache::WhenFull::KeepFirst) {
    for (int index = 0; index < count; ++index) {
        m_exams.push_back(planExam(options, index));
    }
}

Result<NetworkInput> PhantomSource::load(std::size_t index) {
    const std::string key = std::to_string(index);
    if (auto cached = m_cache.find(key)) {
        return std::move(*cached);
    }
    return m_cache.store(key, renderInput(m_exams[index], m_config));
}

namespace {

std::vector<std::uint64_t> numbersOf(const std::vector<Finding>& findings) {
    std::vector<std::uint64_t> numbers;
    for (const Finding finding : findings) {
        numbers.push_back(static_cast<std::uint64_t>(finding));
    }
    return numbers;
}

} // namespace

std::vector<std::uint64_t> PhantomSource::statements(std::size_t index) {
    return numbersOf(findingsOf(m_exams[index]));
}

CasePhrase PhantomSource::phrase(std::size_t index, std::uint64_t lot) {
    PhantomPhrase phrase = phraseOf(m_exams[index], lot);
    return {std::move(phrase.text), numbersOf(phrase.says), numbersOf(phrase.denies),
            phrase.detailed};
}

std::string PhantomSource::key(std::size_t index) {
    const PhantomExam& exam = m_exams[index];
    std::string key =
        fmt::format("phantom {} revision {} {} {} {}", exam.patientId, phantomRevision,
                    static_cast<int>(m_config.intensity), m_config.windowLow, m_config.windowHigh);
    for (const Phase phase : exam.phases) {
        key += fmt::format(" {}", phaseToken(phase));
    }
    return key;
}

LibrarySource::LibrarySource(Library& library, ModelConfig config, std::size_t cacheBytes,
                             Progress& progress)
    : m_library(library), m_config(config), m_cache(cacheBytes, InputCache::WhenFull::KeepFirst),
      m_progress(progress) {}

namespace {

Result<std::vector<std::int64_t>> learnableIds(Library& library) {
    CaseFilter filter;
    filter.learnable = true;
    return library.caseIds(filter);
}

} // namespace

Result<std::unique_ptr<LibrarySource>>
LibrarySource::open(Library& library, const std::vector<std::int64_t>& ids, ModelConfig config,
                    std::size_t cacheBytes, Progress& progress) {
    auto wanted = ids.empty() ? learnableIds(library) : Result<std::vector<std::int64_t>>(ids);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    std::unique_ptr<LibrarySource> source(new LibrarySource(library, config, cacheBytes, progress));
    for (const std::int64_t id : *wanted) {
        if (progress.cancelled()) {
            return cancelledError();
        }
        auto exam = library.caseById(id);
        if (!exam) {
            return std::unexpected(exam.error());
        }
        if (!exam->reports.empty() && !phaseVolumes(*exam).empty()) {
            source->m_cases.push_back(
                {id, exam->patientId, reportText(*exam), inputKey(*exam, config)});
        } else if (!ids.empty()) {
            progress.warning(
                "bad_input",
                fmt::format("Case {} is left out: it needs a report and a volume.", id));
        }
    }
    if (source->m_cases.empty()) {
        return fail(ErrorCode::NotFound, "No case with both a report and images was chosen.");
    }
    return source;
}

/// As it was when the source was opened: a run learns from what it began with.
Result<Case> LibrarySource::caseOf(const Entry& entry) {
    const std::lock_guard lock(m_libraryMutex);
    auto exam = m_library.caseById(entry.id);
    if (exam && inputKey(*exam, m_config) != entry.key) {
        return fail(
            ErrorCode::Conflict,
            fmt::format("Case {} is left out: it was changed since the training began.", entry.id),
            entry.patientId);
    }
    return exam;
}

Result<NetworkInput> LibrarySource::load(std::size_t index) {
    const std::string key = std::to_string(index);
    if (auto cached = m_cache.find(key)) {
        return std::move(*cached);
    }
    const auto exam = caseOf(m_cases[index]);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    auto input = loadCaseInput(*exam, m_config, m_progress);
    if (!input) {
        return input;
    }
    const std::size_t wanted = phaseVolumes(*exam).size();
    if (input->phases.size() < wanted) {
        return fail(ErrorCode::BadInput,
                    fmt::format("Case {} is left out: {} of its {} phases could not be read.",
                                exam->id, wanted - input->phases.size(), wanted),
                    exam->patientId);
    }
    return m_cache.store(key, std::move(*input));
}

namespace {

std::vector<std::string> statedSentences(const std::string& report) {
    std::vector<std::string> stated;
    for (Sentence& sentence : splitReport(report)) {
        const bool finding = sentence.section == Section::Findings ||
                             sentence.section == Section::Impression ||
                             sentence.section == Section::Other;
        if (finding && sentence.assertion == Assertion::Present) {
            stated.push_back(std::move(sentence.text));
        }
    }
    return stated;
}

} // namespace

std::vector<std::uint64_t> LibrarySource::statements(std::size_t index) {
    std::vector<std::uint64_t> numbers;
    for (const std::string& sentence : statedSentences(m_cases[index].report)) {
        numbers.push_back(fnv1a(sentence));
    }
    return numbers;
}

CasePhrase LibrarySource::phrase(std::size_t index, std::uint64_t lot) {
    std::vector<std::string> sentences = statedSentences(m_cases[index].report);
    if (sentences.empty()) {
        return {};
    }
    std::string& one = sentences[lot % sentences.size()];
    const std::uint64_t number = fnv1a(one);
    return {std::move(one), {number}, {}, false};
}

std::vector<std::string> allReports(CaseSource& source) {
    std::vector<std::string> reports;
    for (std::size_t i = 0; i < source.size(); ++i) {
        reports.push_back(source.report(i));
    }
    return reports;
}

} // namespace bolus

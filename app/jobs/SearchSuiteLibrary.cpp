#include "app/jobs/SearchSuiteLibrary.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>

#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "app/jobs/PhantomScanner.h"
#include "app/jobs/Sources.h"
#include "app/jobs/SuiteFolder.h"
#include "engine/train/EncodedSource.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t batchSize = 250;              // cases a transaction
constexpr std::uint64_t setOffset(PhantomSet set) { // as SuiteExams has them
    return set == PhantomSet::Validation ? 1 : set == PhantomSet::Test ? 2 : 0;
}

const char* tokensName(PhantomSet set) {
    return set == PhantomSet::Validation ? "validation.tokens" : "test.tokens";
}

/// What the network sees: 32×256×256 in the scanned box.
Box boxOf(const PhantomExam& exam) {
    constexpr std::array<double, 3> size{256, 256, 32};
    Box box{{}, {}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        box.spacing[axis] = (exam.boxHigh[axis] - exam.boxLow[axis]) / size[axis];
        box.origin[axis] = exam.boxLow[axis] + box.spacing[axis] / 2;
    }
    return box;
}

VolumeRecord volumeOf(const SeriesHeader& header, const PhantomExam& exam, std::size_t phase) {
    const Box box = boxOf(exam);
    VolumeRecord volume;
    volume.studyUid = header.studyUid;
    volume.seriesUid = header.seriesUid;
    volume.frameOfReferenceUid = header.frameOfReferenceUid;
    volume.seriesDescription = header.seriesDescription;
    volume.modality = "CT";
    volume.bodyPart = "ABDOMEN";
    volume.plane = Plane::Axial;
    volume.size = {256, 256, 32};
    volume.spacing = box.spacing;
    volume.origin = box.origin;
    volume.direction = box.direction;
    volume.seriesNumber = header.seriesNumber;
    volume.phase = {exam.phases[phase], 1, PhaseSource::Tags, "phantom"};
    volume.inPhaseSeries = true;
    return volume;
}

InstanceHeader instanceOf(const VolumeRecord& volume, const Case& exam) {
    InstanceHeader instance;
    instance.studyUid = volume.studyUid;
    instance.seriesUid = volume.seriesUid;
    instance.sopInstanceUid = volume.seriesUid + ".1";
    instance.sopClassUid = "1.2.840.10008.5.1.4.1.1.2"; // CT Image Storage
    instance.path = fs::path("/phantom") / exam.patientId / std::to_string(*volume.seriesNumber);
    instance.patientId = exam.patientId;
    instance.patientName = exam.patientName;
    instance.studyDate = exam.studyDate;
    instance.modality = "CT";
    return instance;
}

/// One slice stands for each phase: nothing of this library is ever drawn.
Case caseOf(const PhantomExam& exam, std::vector<InstanceHeader>& instances) {
    const std::vector<SeriesHeader> headers = phantomHeaders(exam);
    Case out;
    out.patientId = exam.patientId;
    out.patientName = "Phantom^" + exam.patientId;
    out.patientSex = exam.sex;
    out.patientAge = exam.age;
    out.studyDate = headers.front().studyDate;
    out.modality = "CT";
    out.bodyPart = "ABDOMEN";
    out.studyUids = {headers.front().studyUid};
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        VolumeRecord volume = volumeOf(headers[phase], exam, phase);
        InstanceHeader instance = instanceOf(volume, out);
        volume.slices.push_back({instance.path, instance.sopInstanceUid, 0, 0});
        instances.push_back(std::move(instance));
        out.volumes.push_back(std::move(volume));
    }
    return out;
}

float fromHalf(std::uint16_t bits) {
    _Float16 half;
    static_assert(sizeof half == sizeof bits);
    std::memcpy(&half, &bits, sizeof half);
    return static_cast<float>(half);
}

CaseTokens tokensOf(const NetworkInput& input, const PhantomExam& exam) {
    CaseTokens tokens;
    tokens.phases = input.phases;
    tokens.width = input.tokens.size() / (input.phases.size() * gridCells);
    tokens.values.resize(input.tokens.size());
    std::ranges::transform(input.tokens, tokens.values.begin(), fromHalf);
    tokens.box = boxOf(exam);
    return tokens;
}

} // namespace

SearchSuiteLibrary::SearchSuiteLibrary(fs::path folder)
    : m_folder(std::move(folder)), m_session(m_folder) {}

SearchSuiteLibrary::~SearchSuiteLibrary() {
    std::error_code error; // what stays is replaced by the next run
    fs::remove_all(m_folder, error);
}

Result<std::unique_ptr<SearchSuiteLibrary>>
SearchSuiteLibrary::make(const SearchSuiteRequest& request, const fs::path& model, Events& events) {
    const fs::path folder = request.out / "search-suite-library";
    std::error_code error;
    fs::remove_all(folder, error);
    fs::create_directories(folder, error);
    std::unique_ptr<SearchSuiteLibrary> made(new SearchSuiteLibrary(folder));
    if (auto added = made->addModel(model); !added) {
        return std::unexpected(added.error());
    }
    if (auto added = made->addCases(request, events); !added) {
        return std::unexpected(added.error());
    }
    if (auto added = made->addVectors(request, events); !added) {
        return std::unexpected(added.error());
    }
    return made;
}

Result<void> SearchSuiteLibrary::addModel(const fs::path& file) {
    auto library = m_session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    m_library = *library;
    const auto row = addModelFile(*m_library, file);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (auto active = m_library->activateModel(row->id); !active) {
        return active;
    }
    const auto model = m_session.activeModel();
    if (!model) {
        return std::unexpected(model.error());
    }
    m_model = *model;
    return {};
}

Result<void> SearchSuiteLibrary::addCases(const SearchSuiteRequest& request, Events& events) {
    const PhantomOptions options{.seed = request.seed + setOffset(request.set), .set = request.set};
    std::mt19937_64 random(request.seed);
    for (int index = 0; index < request.cases; ++index) {
        const bool hasReport = double(random() >> 11) * 0x1p-53 >= request.withoutReport;
        m_cases.push_back({planExam(options, index), 0, hasReport});
    }
    for (std::size_t from = 0; from < m_cases.size(); from += batchSize) {
        events.progress("library", std::int64_t(from), std::int64_t(m_cases.size()));
        if (events.cancelled()) {
            return cancelledError();
        }
        if (auto added = addBatch(from, std::min(from + batchSize, m_cases.size())); !added) {
            return added;
        }
    }
    return findIds();
}

Result<void> SearchSuiteLibrary::addBatch(std::size_t from, std::size_t to) {
    std::vector<InstanceHeader> instances;
    std::vector<Case> cases;
    std::vector<std::string> studies;
    std::vector<Report> reports;
    for (std::size_t i = from; i < to; ++i) {
        cases.push_back(caseOf(m_cases[i].exam, instances));
        studies.push_back(cases.back().studyUids.front());
        if (m_cases[i].hasReport) {
            Report report;
            report.studyUid = studies.back();
            report.source = "text";
            report.text = m_cases[i].exam.report;
            reports.push_back(std::move(report));
        }
    }
    if (auto added = m_library->addInstances(instances); !added) {
        return std::unexpected(added.error());
    }
    if (auto built = m_library->replaceCases(studies, cases); !built) {
        return built;
    }
    const auto told = m_library->addReports(reports);
    return told ? Result<void>() : std::unexpected(told.error());
}

Result<void> SearchSuiteLibrary::findIds() {
    const auto keys = m_library->caseKeys();
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::map<std::string, std::int64_t> ids;
    for (const CaseKey& key : *keys) {
        ids[key.patientId] = key.id;
    }
    for (SuiteCase& one : m_cases) {
        one.id = ids[one.exam.patientId];
    }
    return {};
}

Result<void> SearchSuiteLibrary::addVectors(const SearchSuiteRequest& request, Events& events) {
    const PhantomOptions options{.seed = request.seed + setOffset(request.set), .set = request.set};
    PhantomSource exams(options, request.cases, m_model->info().config, 0);
    const fs::path folder = request.tokens.empty() ? request.out : request.tokens;
    const auto tokens = encodedSource(*m_model, exams, folder / tokensName(request.set), 0, events);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    for (std::size_t i = 0; i < m_cases.size(); ++i) {
        events.progress("vectors", std::int64_t(i), std::int64_t(m_cases.size()));
        if (events.cancelled()) {
            return cancelledError();
        }
        if (auto added = addVector(**tokens, i); !added) {
            return added;
        }
    }
    return {};
}

Result<void> SearchSuiteLibrary::addVector(CaseSource& source, std::size_t index) {
    const SuiteCase& one = m_cases[index];
    const auto input = source.load(index);
    const auto store = m_session.tokens();
    const auto signature = m_library->caseSignature(one.id);
    if (!input || !store || !signature) {
        return std::unexpected(!input ? input.error() : !store ? store.error() : signature.error());
    }
    CaseTokens tokens = tokensOf(*input, one.exam);
    auto vector = m_model->encodeCase(tokens);
    if (!vector) {
        return std::unexpected(vector.error());
    }
    const std::string& hash = m_model->info().hash;
    if (auto put = (*store)->put(hash, *signature, tokens); !put) {
        return put;
    }
    return m_library->putVector(hash, {one.id, std::move(*vector), std::move(tokens.phases)});
}

const SuiteCase* SearchSuiteLibrary::byId(std::int64_t id) const {
    const auto found = std::ranges::find(m_cases, id, &SuiteCase::id);
    return found == m_cases.end() ? nullptr : &*found;
}

std::string SearchSuiteLibrary::reportsHash() const {
    std::string reports;
    for (const SuiteCase& one : m_cases) {
        reports += (one.hasReport ? one.exam.report : "") + '\0';
    }
    return sha256Of(reports);
}

std::string regionOf(const SuiteCase& of, const PhantomLesion& lesion) {
    const auto headers = phantomHeaders(of.exam);
    constexpr double least = 15; // mm: what a reader draws around a small lesion
    return fmt::format("{}:{:.1f},{:.1f},{:.1f},{:.1f}", headers.front().seriesUid,
                       lesion.centre[0], lesion.centre[1], lesion.centre[2],
                       std::max(lesion.diameter / 2, least));
}

} // namespace bolus

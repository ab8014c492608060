#include "app/jobs/SearchJobs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "app/jobs/FileWalk.h"
#include "app/jobs/ModelFiles.h"
#include "app/jobs/StudyVolumes.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

struct ActiveModel {
    std::string id, hash; // empty: search by words alone
    Model* model = nullptr;
};

/// The active model where it can serve: vectors of it are there.
Result<ActiveModel> modelWithVectors(Session& session, Library& library) {
    auto row = activeModelRow(library);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row || (*row)->vectors == 0) {
        return ActiveModel{};
    }
    auto model = session.activeModel();
    if (!model) {
        return std::unexpected(model.error());
    }
    return ActiveModel{(*row)->id, (*row)->hash, *model};
}

Result<void> normalise(std::vector<float>& vector) {
    double square = 0;
    for (const float value : vector) {
        square += static_cast<double>(value) * value;
    }
    if (square < 1e-12) {
        return fail(ErrorCode::Model,
                    "Example and text cancel each other out; leave the text away.");
    }
    for (float& value : vector) {
        value = static_cast<float>(value / std::sqrt(square));
    }
    return {};
}

std::optional<std::int64_t> caseNumber(const std::string& text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(id)
                                                                    : std::nullopt;
}

Result<std::vector<float>> encode(Session& session, const Model& model, const Case& exam,
                                  Progress& progress) {
    auto input = sessionInput(session, exam, model.info().config, progress);
    if (!input) {
        return std::unexpected(input.error());
    }
    return model.encodeCase(*input);
}

Result<std::vector<float>> vectorOfCase(Session& session, Library& library, const Model& model,
                                        std::int64_t id, Progress& progress) {
    auto exam = library.caseById(id);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    auto stored = library.vectors(model.info().hash);
    if (!stored) {
        return std::unexpected(stored.error());
    }
    if (const auto known = std::ranges::find(*stored, id, &StoredVector::caseId);
        known != stored->end()) {
        return std::move(known->vector);
    }
    return encode(session, model, *exam, progress);
}

/// The exam in a folder, without the library: of several the one with most slices.
Result<Case> examInFolder(const fs::path& folder, Progress& progress) {
    auto files = findFiles({folder}, progress);
    if (!files) {
        return std::unexpected(files.error());
    }
    std::vector<InstanceHeader> headers;
    std::vector<fs::path> paths;
    for (std::size_t i = 0; i < files->size(); ++i) {
        paths.push_back((*files)[i].path);
    }
    const auto reader = SharedReader::take(&progress);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    const auto read =
        (*reader)->headers(paths, &progress, [&headers](std::size_t, Result<FileHeader> header) {
            if (header) {
                headers.push_back(std::move(header->header));
            }
        });
    if (!read) {
        return std::unexpected(read.error());
    }
    const auto cases = casesOf(std::move(headers), {}, &progress);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    const auto slices = [](const Case& exam) {
        std::size_t sum = 0;
        for (const VolumeRecord* volume : phaseVolumes(exam)) {
            sum += volume->slices.size();
        }
        return sum;
    };
    const auto largest = std::ranges::max_element(*cases, {}, slices);
    if (largest == cases->end() || slices(*largest) == 0) {
        return fail(ErrorCode::NotFound, fmt::format("There is no exam in {}.", folder.string()),
                    folder.string());
    }
    return *largest;
}

Result<SearchQuery> queryByExample(Session& session, Library& library, const Model& model,
                                   const SimilarRequest& request, Progress& progress) {
    SearchQuery query;
    query.mode = SearchMode::Image;
    query.k = request.k;
    query.filter = request.filter;
    query.excludeCase = caseNumber(request.example);
    Result<std::vector<float>> vector = std::vector<float>();
    if (query.excludeCase) {
        vector = vectorOfCase(session, library, model, *query.excludeCase, progress);
    } else {
        auto exam = examInFolder(request.example, progress);
        if (!exam) {
            return std::unexpected(exam.error());
        }
        vector = encode(session, model, *exam, progress);
    }
    if (!vector) {
        return std::unexpected(vector.error());
    }
    query.vector = std::move(*vector);
    return query;
}

Result<void> mixIn(const Model& model, const std::string& text, std::vector<float>& vector) {
    auto words = model.encodeText(text);
    if (!words) {
        return std::unexpected(words.error());
    }
    std::ranges::transform(vector, *words, vector.begin(), std::plus<>());
    return normalise(vector);
}

} // namespace

Result<Outcome> searchLibrary(Session& session, const SearchRequest& request, Events& events) {
    const SearchClock::time_point start = SearchClock::now();
    if (request.mode == SearchMode::Lexical) {
        return searchWords(session, request, events);
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto model = modelWithVectors(session, **library);
    if (!model && request.mode == SearchMode::Image) {
        return std::unexpected(model.error());
    }
    if (!model) { // words still find cases
        events.warn(model.error());
        model = ActiveModel{};
    }
    SearchQuery query = queryOf(request);
    if (model->model) {
        auto vector = model->model->encodeText(request.phrase);
        if (!vector) {
            return std::unexpected(vector.error());
        }
        query.vector = std::move(*vector);
    } else if (request.mode == SearchMode::Image) {
        return fail(ErrorCode::NotFound, "No case is embedded yet. Run \"bolusctl embed\" first.");
    }
    return answerSearch(**library, {model->id, model->hash}, query, start, events);
}

Result<Outcome> findSimilar(Session& session, const SimilarRequest& request, Events& events) {
    const SearchClock::time_point start = SearchClock::now();
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto model = modelWithVectors(session, **library);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (!model->model) {
        return fail(ErrorCode::NotFound, "No case is embedded yet. Run \"bolusctl embed\" first.");
    }
    auto query = queryByExample(session, **library, *model->model, request, events);
    if (!query) {
        return std::unexpected(query.error());
    }
    if (!request.text.empty()) {
        if (auto mixed = mixIn(*model->model, request.text, query->vector); !mixed) {
            return std::unexpected(mixed.error());
        }
    }
    return answerSearch(**library, {model->id, model->hash}, *query, start, events);
}

} // namespace bolus

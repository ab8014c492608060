#include "app/jobs/SearchExample.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "app/jobs/FileWalk.h"
#include "app/jobs/StudyVolumes.h"
#include "library/phases/Identity.h"
#include "library/reader/SharedReader.h"
#include "library/search/QueryVector.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

std::optional<std::int64_t> caseNumber(const std::string& text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(id)
                                                                    : std::nullopt;
}

std::size_t slicesOf(const Case& exam) {
    std::size_t sum = 0;
    for (const VolumeRecord* volume : phaseVolumes(exam)) {
        sum += volume->slices.size();
    }
    return sum;
}

Result<std::vector<InstanceHeader>> headersIn(const fs::path& folder, Progress& progress) {
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
    return headers;
}

std::string oneOfSeveral(std::size_t exams, const Case& chosen) {
    std::string which = chosen.description;
    which += (which.empty() || chosen.studyDate.empty() ? "" : ", ") + chosen.studyDate;
    return fmt::format("The folder holds {} exams; searched was by the one with most slices{}.",
                       exams, which.empty() ? "" : ": " + which);
}

/// With a note where it is one of several.
Result<Case> examInFolder(const fs::path& folder, std::vector<std::string>& notes,
                          Progress& progress) {
    auto headers = headersIn(folder, progress);
    if (!headers) {
        return std::unexpected(headers.error());
    }
    const auto cases = casesOf(std::move(*headers), {}, &progress);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    const auto largest = std::ranges::max_element(*cases, {}, slicesOf);
    if (largest == cases->end() || slicesOf(*largest) == 0) {
        return fail(ErrorCode::NotFound, fmt::format("There is no exam in {}.", folder.string()),
                    folder.string());
    }
    const auto exams = std::ranges::count_if(*cases, [](const Case& c) { return slicesOf(c) > 0; });
    if (exams > 1) {
        notes.push_back(oneOfSeveral(static_cast<std::size_t>(exams), *largest));
    }
    return *largest;
}

Result<CaseTokens> madeTokens(Session& session, const Model& model, const Case& exam,
                              Progress& progress) {
    auto input = sessionInput(session, exam, model.info().config, progress);
    if (!input) {
        return std::unexpected(input.error());
    }
    return model.encodePhases(*input);
}

Result<std::optional<std::vector<float>>> storedVector(Library& library, const Model& model,
                                                       std::int64_t id) {
    auto stored = library.vectorsOf(model.info().hash, std::span(&id, 1));
    if (!stored) {
        return std::unexpected(stored.error());
    }
    return stored->empty() ? std::optional<std::vector<float>>()
                           : std::optional(std::move(stored->front().vector));
}

double weightOf(Phase phase, const SearchRequest& request) {
    const auto found = std::ranges::find(request.phaseWeights, phase, &PhaseWeight::phase);
    const bool chosen =
        request.phases.empty() || std::ranges::find(request.phases, phase) != request.phases.end();
    return !chosen ? 0 : found == request.phaseWeights.end() ? 1 : found->weight;
}

/// The phases that count, and a note on each that was asked for and is not there.
Result<void> choosePhases(const std::vector<Phase>& there, const SearchRequest& request,
                          SearchExample& example) {
    for (const Phase phase : there) {
        if (weightOf(phase, request) > 0) {
            example.phases.push_back(phase);
        }
    }
    std::vector<Phase> asked = request.phases;
    for (const PhaseWeight& weighted : request.phaseWeights) {
        if (weighted.weight > 0 && std::ranges::find(asked, weighted.phase) == asked.end()) {
            asked.push_back(weighted.phase);
        }
    }
    for (const Phase phase : asked) {
        if (std::ranges::find(there, phase) == there.end()) {
            example.notes.push_back(fmt::format("The example has no phase \"{}\"; it was left out.",
                                                phaseLabel(phase)));
        }
    }
    if (example.phases.empty()) {
        std::string has;
        for (const Phase phase : there) {
            has += (has.empty() ? "" : ", ") + std::string(phaseToken(phase));
        }
        return fail(
            ErrorCode::BadInput,
            fmt::format("The example has none of the phases that are to count; it has {}.", has));
    }
    return {};
}

Result<std::vector<float>> vectorOfPhases(const Model& model, const CaseTokens& tokens,
                                          const SearchRequest& request,
                                          const std::vector<Phase>& phases) {
    auto together = model.encodeCase(onlyPhases(tokens, phases));
    if (!together) {
        return together;
    }
    std::vector<std::vector<float>> single;
    std::vector<double> weights;
    for (const Phase phase : phases) {
        if (weightOf(phase, request) != 1) {
            auto vector = model.encodeCase(onlyPhases(tokens, std::span(&phase, 1)));
            if (!vector) {
                return vector;
            }
            single.push_back(std::move(*vector));
            weights.push_back((weightOf(phase, request) - 1) / static_cast<double>(phases.size()));
        }
    }
    std::vector<WeightedVector> parts{{1, *together}};
    for (std::size_t i = 0; i < single.size(); ++i) {
        parts.push_back({weights[i], single[i]});
    }
    return single.empty() ? std::move(together) : mixedVector(parts);
}

/// The vector of all phases where it is kept, else of what the model sees in them.
Result<void> encodeExample(Session& session, Library& library, const Model& model,
                           const SearchRequest& request, SearchExample& example,
                           Progress& progress) {
    const bool all = request.phases.empty() && request.phaseWeights.empty();
    if (all && example.caseId) {
        auto stored = library.vectorsOf(model.info().hash, std::span(&*example.caseId, 1));
        if (!stored) {
            return std::unexpected(stored.error());
        }
        if (!stored->empty()) {
            example.vector = std::move(stored->front().vector);
            example.phases = std::move(stored->front().phases);
            return {};
        }
    }
    const auto tokens = tokensOfExample(session, model, example.caseId, example.exam, progress);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    if (auto chosen = choosePhases(tokens->phases, request, example); !chosen) {
        return chosen;
    }
    auto vector = vectorOfPhases(model, *tokens, request, example.phases);
    if (!vector) {
        return std::unexpected(vector.error());
    }
    example.vector = std::move(*vector);
    return {};
}

/// As CaseKey::person has it.
Result<std::string> personOf(Library& library, const SearchExample& example) {
    if (!example.caseId) {
        const std::string& id = example.exam.patientId;
        return isGenericId(id) ? std::string()
                               : id.substr(std::min(id.find_first_not_of('0'), id.size()));
    }
    const std::int64_t id = *example.caseId;
    const auto keys = library.keysOf(std::span(&id, 1));
    if (!keys) {
        return std::unexpected(keys.error());
    }
    return keys->empty() ? std::string() : keys->front().person;
}

} // namespace

Result<CaseTokens> tokensOfExample(Session& session, const Model& model,
                                   const std::optional<std::int64_t>& caseId, const Case& exam,
                                   Progress& progress) {
    if (caseId) {
        const auto library = session.library();
        const auto store = session.tokens();
        const auto signature =
            library ? (*library)->caseSignature(*caseId) : std::unexpected(library.error());
        if (!store || !signature) {
            return std::unexpected(!store ? store.error() : signature.error());
        }
        auto kept = (*store)->find(model.info().hash, *signature);
        if (!kept) {
            return std::unexpected(kept.error());
        }
        if (*kept) {
            return std::move(**kept);
        }
    }
    return madeTokens(session, model, exam, progress);
}

Result<SearchExample> searchExample(Session& session, Library& library, const Model& model,
                                    const SearchRequest& request, Progress& progress) {
    SearchExample example;
    example.caseId = caseNumber(request.example);
    auto exam = example.caseId ? library.caseById(*example.caseId)
                               : examInFolder(request.example, example.notes, progress);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    example.exam = std::move(*exam);
    if (auto encoded = encodeExample(session, library, model, request, example, progress);
        !encoded) {
        return std::unexpected(encoded.error());
    }
    auto person = personOf(library, example);
    if (!person) {
        return std::unexpected(person.error());
    }
    example.person = std::move(*person);
    if (example.caseId) {
        auto tags = library.tagsOfCases(std::span(&*example.caseId, 1));
        if (!tags) {
            return std::unexpected(tags.error());
        }
        example.tags = std::move(tags->front());
    }
    return example;
}

Result<std::vector<std::vector<float>>> vectorsOfCases(Session& session, Library& library,
                                                       const Model& model,
                                                       const std::vector<std::int64_t>& ids,
                                                       Progress& progress) {
    std::vector<std::vector<float>> vectors;
    for (const std::int64_t id : ids) {
        auto exam = library.caseById(id);
        auto stored = storedVector(library, model, id);
        if (!exam || !stored) {
            return std::unexpected(!exam ? exam.error() : stored.error());
        }
        if (!*stored) {
            auto tokens = tokensOfExample(session, model, id, *exam, progress);
            auto made = tokens ? model.encodeCase(*tokens) : std::unexpected(tokens.error());
            if (!made) {
                return std::unexpected(made.error());
            }
            *stored = std::move(*made);
        }
        vectors.push_back(std::move(**stored));
    }
    return vectors;
}

} // namespace bolus

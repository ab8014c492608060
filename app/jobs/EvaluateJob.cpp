#include "app/jobs/EvaluateJob.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "app/jobs/Sources.h"
#include "engine/evaluate/Retrieval.h"
#include "engine/train/EncodePairs.h"

namespace bolus {

Json intervalJson(const Interval& interval) {
    const auto number = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    return {{"value", number(interval.value)},
            {"low", number(interval.low)},
            {"high", number(interval.high)}};
}

namespace {

Json directionJson(const Interval (&recall)[3], const Interval& mrr) {
    return {{"r1", intervalJson(recall[0])},
            {"r5", intervalJson(recall[1])},
            {"r10", intervalJson(recall[2])},
            {"mrr", intervalJson(mrr)}};
}

/// The first cases only.
Json tableRow(EncodedPairs pairs, int count, std::uint64_t seed) {
    pairs.groups.resize(static_cast<std::size_t>(count));
    const std::size_t values = pairs.groups.size() * static_cast<std::size_t>(pairs.dim);
    pairs.images.resize(values);
    pairs.texts.resize(values);
    return retrievalJson(retrievalTable(pairs.images, pairs.texts, pairs.dim, pairs.groups, seed));
}

Result<std::unique_ptr<CaseSource>> sourceOf(Session& session, const EvaluateRequest& request,
                                             const ModelConfig& config, Events& events) {
    if (request.choice.phantoms > 0) {
        PhantomOptions options;
        options.seed = request.seed;
        options.set = PhantomSet::Test;
        return std::make_unique<PhantomSource>(options, request.choice.phantoms, config, 0);
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    return LibrarySource::open(**library, request.choice.cases, config, 0, events);
}

} // namespace

Json retrievalJson(const RetrievalTable& table) {
    return {{"candidates", table.candidates},
            {"text_to_image", directionJson(table.textToImage, table.textToImageMrr)},
            {"image_to_text", directionJson(table.imageToText, table.imageToTextMrr)}};
}

Result<Outcome> evaluateModel(Session& session, const EvaluateRequest& request, Events& events) {
    auto model = request.model.empty() ? session.activeModel() : session.model(request.model);
    if (!model) {
        return std::unexpected(model.error());
    }
    auto source = sourceOf(session, request, (*model)->info().config, events);
    if (!source) {
        return std::unexpected(source.error());
    }
    auto all = encodePairs(**model, **source, events);
    if (!all) {
        return std::unexpected(all.error());
    }
    const int available = static_cast<int>(all->size());
    if (available == 0) {
        return fail(ErrorCode::BadInput, "None of the cases could be given to the model.");
    }
    std::set<int> sizes(request.candidates.begin(), request.candidates.end());
    if (sizes.empty()) {
        sizes.insert(available);
    }
    for (const int size : sizes) {
        if (size > available) {
            events.warning(
                "bad_input",
                fmt::format("{} candidates were asked for; there are {} cases.", size, available));
            continue;
        }
        events.item(tableRow(*all, size, request.seed));
    }
    return Outcome{{{"candidates", available},
                    {"model", (*model)->info().name},
                    {"hash", (*model)->info().hash}}};
}

} // namespace bolus

#include "app/jobs/EvaluateJob.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/jobs/Sources.h"
#include "engine/evaluate/Retrieval.h"

namespace bolus {

namespace {

struct Embeddings {
    std::vector<float> images, texts; // [n, dim]
    std::vector<std::string> reports;
    int dim = 0;
};

Json intervalJson(const Interval& interval) {
    return {{"value", interval.value}, {"low", interval.low}, {"high", interval.high}};
}

Json directionJson(const Interval (&recall)[3], const Interval& mrr) {
    return {{"r1", intervalJson(recall[0])},
            {"r5", intervalJson(recall[1])},
            {"r10", intervalJson(recall[2])},
            {"mrr", intervalJson(mrr)}};
}

Json tableRow(const Embeddings& all, int count, std::uint64_t seed) {
    const auto values = static_cast<std::ptrdiff_t>(count) * all.dim;
    const std::vector<float> images(all.images.begin(), all.images.begin() + values);
    const std::vector<float> texts(all.texts.begin(), all.texts.begin() + values);
    const std::vector<std::string> reports(all.reports.begin(), all.reports.begin() + count);
    const RetrievalTable table =
        retrievalTable(images, texts, all.dim, duplicateGroups(reports), seed);
    return {{"candidates", table.candidates},
            {"text_to_image", directionJson(table.textToImage, table.textToImageMrr)},
            {"image_to_text", directionJson(table.imageToText, table.imageToTextMrr)}};
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

Result<Embeddings> embedAll(const Model& model, CaseSource& source, Events& events) {
    Embeddings all;
    all.dim = model.info().config.embedding;
    for (std::size_t i = 0; i < source.size(); ++i) {
        events.progress("embed", static_cast<std::int64_t>(i),
                        static_cast<std::int64_t>(source.size()));
        if (events.cancelled()) {
            return cancelledError();
        }
        auto input = source.load(i);
        if (!input) {
            if (input.error().code == ErrorCode::Cancelled) {
                return std::unexpected(input.error());
            }
            events.warn(input.error());
            continue;
        }
        auto image = model.encodeCase(*input);
        auto text = model.encodeText(source.report(i));
        if (!image || !text) {
            return std::unexpected(image ? text.error() : image.error());
        }
        all.images.insert(all.images.end(), image->begin(), image->end());
        all.texts.insert(all.texts.end(), text->begin(), text->end());
        all.reports.push_back(source.report(i));
    }
    const auto total = static_cast<std::int64_t>(source.size());
    events.progress("embed", total, total);
    return all;
}

} // namespace

Result<Outcome> evaluateModel(Session& session, const EvaluateRequest& request, Events& events) {
    auto model = request.model.empty() ? session.activeModel() : session.model(request.model);
    if (!model) {
        return std::unexpected(model.error());
    }
    auto source = sourceOf(session, request, (*model)->info().config, events);
    if (!source) {
        return std::unexpected(source.error());
    }
    auto all = embedAll(**model, **source, events);
    if (!all) {
        return std::unexpected(all.error());
    }
    const int available = static_cast<int>(all->reports.size());
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

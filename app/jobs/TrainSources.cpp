#include "app/jobs/TrainSources.h"

#include <algorithm>

#include "app/jobs/Sources.h"
#include "engine/train/EncodedSource.h"

namespace bolus {

namespace {

// Another stream of exams than any seed a person would type.
constexpr std::uint64_t validationSeed = 0x9E3779B97F4A7C15ULL;

std::size_t bytesOf(double gigabytes) {
    return static_cast<std::size_t>(std::max(0.0, gigabytes) * 1e9);
}

TrainSources phantomSources(const TrainRequest& request, const ModelConfig& config) {
    TrainSources sources;
    const std::size_t cache = bytesOf(request.choice.cacheGb);
    PhantomOptions options;
    options.seed = request.options.seed;
    sources.whole =
        std::make_unique<PhantomSource>(options, request.choice.phantoms, config, cache);
    sources.training = sources.whole.get();
    if (request.phantomValidation > 0) {
        options.seed ^= validationSeed;
        options.set = PhantomSet::Validation;
        sources.heldOut =
            std::make_unique<PhantomSource>(options, request.phantomValidation, config, cache / 4);
        sources.validation = sources.heldOut.get();
    }
    sources.data = "Bolus digital phantom exams of the abdomen; no patient data";
    return sources;
}

Result<TrainSources> librarySources(Session& session, const TrainRequest& request,
                                    const ModelConfig& config, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto opened = LibrarySource::open(**library, request.choice.cases, config,
                                      bytesOf(request.choice.cacheGb), events);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    TrainSources sources;
    sources.whole = std::move(*opened);
    Split split = splitByPatient(*sources.whole, request.validationShare, request.options.seed);
    if (split.training.empty()) {
        return fail(
            ErrorCode::BadInput,
            "No patient is left for training; choose more cases or a smaller --validation.");
    }
    sources.trainingPart =
        std::make_unique<SubsetSource>(*sources.whole, std::move(split.training));
    sources.training = sources.trainingPart.get();
    if (!split.validation.empty()) {
        sources.validationPart =
            std::make_unique<SubsetSource>(*sources.whole, std::move(split.validation));
        sources.validation = sources.validationPart.get();
    }
    sources.data = "Cases with reports of a local case library";
    return sources;
}

} // namespace

Result<TrainSources> trainSources(Session& session, const TrainRequest& request,
                                  const ModelConfig& config, Events& events) {
    if (request.choice.phantoms > 0) {
        return phantomSources(request, config);
    }
    return librarySources(session, request, config, events);
}

Result<void> encodeSources(const TrainRequest& request, const Model& model, TrainSources& sources,
                           Events& events) {
    if (!request.options.freezeImages) {
        return {};
    }
    auto training =
        encodedSource(model, *sources.training, request.tokens, request.options.threads, events);
    if (!training) {
        return std::unexpected(training.error());
    }
    sources.encodedTraining = std::move(*training);
    sources.training = sources.encodedTraining.get();
    if (!sources.validation) {
        return {};
    }
    auto validation =
        encodedSource(model, *sources.validation, request.tokens.string() + "-validation",
                      request.options.threads, events);
    if (!validation) {
        return std::unexpected(validation.error());
    }
    sources.encodedValidation = std::move(*validation);
    sources.validation = sources.encodedValidation.get();
    return {};
}

} // namespace bolus

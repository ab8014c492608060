#include "app/jobs/TrainProvenance.h"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace bolus {

namespace {

std::string utcNow() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Json optionsJson(const TrainRequest& request) {
    const TrainOptions& options = request.options;
    const bool both = options.objective == Objective::Both;
    return {{"epochs", options.epochs},
            {"batch", options.batch},
            {"learning_rate", options.learningRate},
            {"weight_decay", options.weightDecay},
            {"warm_up", options.warmUp},
            {"clip", options.clip},
            {"loss", request.loss},
            {"objective", request.objective},
            {"truth_weight", both ? Json(options.truthWeight) : Json()},
            {"freeze_towers", options.freezeTowers},
            {"tellings", options.tellings},
            {"text_parts", options.textParts},
            {"freeze_images", options.freezeImages},
            {"freeze_memory", options.freezeMemory},
            {"lora_rank", options.loraRank},
            {"lora_blocks", options.loraRank > 0 ? options.loraBlocks : 0},
            {"augment", augments(options)}};
}

} // namespace

Json provenanceJson(const TrainRequest& request, const TrainSources& sources, const Model& model,
                    const TrainResult& result) {
    Json fields{{"data", sources.data},
                {"cases", sources.training->size()},
                {"validation_cases", sources.validation ? sources.validation->size() : 0},
                {"seed", request.options.seed},
                {"base", request.base},
                {"encoder", request.encoder},
                {"size", request.base.empty() ? request.size : ""},
                {"preset", request.base.empty() ? request.preset : ""},
                {"options", optionsJson(request)},
                {"steps", result.steps},
                {"loss", result.lastLoss},
                {"validation", recallJson(result.validation)},
                {"parameters", model.info().parameters},
                {"command", request.command},
                {"bolus_version", BOLUS_VERSION},
                {"date", utcNow()}};
    const bool phantom = request.choice.phantoms > 0;
    fields["license"] =
        phantom && request.base.empty() ? "Apache-2.0" : "as the training data allow";
    return fields;
}

} // namespace bolus

#include "app/jobs/ModelImportJob.h"

#include <unistd.h>

#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "engine/import/WeightImport.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

const char* kindName(WeightKind kind) {
    switch (kind) {
    case WeightKind::Bolus:
        return "bolus";
    case WeightKind::M3dClip:
        return "m3d-clip";
    case WeightKind::Bert:
        return "bert";
    }
    return "";
}

Result<void> checkOptions(const ModelImportRequest& request, WeightKind kind) {
    const bool fresh = !request.preset.empty() || !request.size.empty();
    if (kind == WeightKind::Bolus &&
        (fresh || !request.vocabulary.empty() || !request.vision.empty() || request.half)) {
        return fail(ErrorCode::BadInput,
                    "This is a model of Bolus already, with words, towers and options of its own; "
                    "give only its file and --name.",
                    request.file.string());
    }
    if (kind == WeightKind::M3dClip && (!request.size.empty() || !request.vision.empty())) {
        return fail(ErrorCode::BadInput,
                    "M3D-CLIP brings an image tower of its own; leave out --size and --vision.",
                    request.file.string());
    }
    if (fresh && !request.vision.empty()) {
        return fail(ErrorCode::BadInput,
                    "--vision gives size and options; leave out --size and --preset.",
                    request.file.string());
    }
    return {};
}

Json namesOf(const std::vector<ImportReport::Tensor>& tensors) {
    Json names = Json::array();
    for (const auto& tensor : tensors) {
        names.push_back(tensor.name);
    }
    return names;
}

/// Without a date, so that the same weights give the same file and are known when they come again.
Json provenanceOf(const ModelImportRequest& request, const ImportedModel& model) {
    const bool m3d = model.kind == WeightKind::M3dClip;
    Json fields{
        {"data", m3d ? "Weights of M3D-CLIP; the memory cell is not trained"
                     : "A BERT as the text tower; its projection is not trained"},
        {"source", {{"kind", kindName(model.kind)}, {"sha256", model.sourceHash}}},
        {"preset", request.vision.empty() ? (request.preset == "paper" ? "paper" : "robust") : ""},
        {"seed", request.seed},
        {"left_out", namesOf(model.report.unused)},
        {"missing", model.report.missing},
        {"not_trained", model.report.seeded},
        {"parameters", model.parameters()},
        {"bolus_version", BOLUS_VERSION},
        {"license", "as the imported weights"}};
    if (!model.visionHash.empty()) {
        fields["base"] = {{"name", model.visionName},
                          {"hash", model.visionHash},
                          {"provenance", Json::parse(model.visionProvenance, nullptr, false)}};
    }
    return fields;
}

void tellLeftOut(const ImportReport& report, Events& events) {
    for (const auto& tensor : report.unused) {
        events.item({{"tensor", tensor.name}, {"state", "unused"}, {"reason", tensor.remark}});
    }
    for (const std::string& name : report.missing) {
        events.item({{"tensor", name},
                     {"state", "missing"},
                     {"reason", "what it would have filled starts untrained"}});
    }
}

struct Converted {
    fs::path file;
    Json result;
};

/// The imported model, saved under its hash; its memory is free again afterwards.
Result<Converted> convert(Library& library, const ModelImportRequest& request, WeightKind kind,
                          const fs::path& vision, Events& events) {
    const std::string size = kind == WeightKind::M3dClip ? "paper" : request.size;
    const auto model = importWeights({.file = request.file,
                                      .vocabulary = request.vocabulary,
                                      .start = presetConfig(size, request.preset),
                                      .vision = vision,
                                      .seed = request.seed},
                                     events);
    if (!model) {
        return std::unexpected(model.error());
    }
    const fs::path folder = modelFolder(library);
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path pending = folder / fmt::format("importing-{}.safetensors", ::getpid());
    const auto hash =
        model->save(pending, kindName(kind), provenanceOf(request, *model).dump(), request.half);
    if (!hash) {
        return std::unexpected(hash.error());
    }
    Converted converted{folder / (*hash + ".safetensors"), Json::object()};
    fs::rename(pending, converted.file, error);
    if (error) {
        fs::remove(pending, error);
        return fail(ErrorCode::Io, "The model cannot be written into the library.",
                    converted.file.string());
    }
    tellLeftOut(model->report, events);
    converted.result = {{"used", model->report.used.size()},
                        {"converted", model->report.converted.size()},
                        {"unused", namesOf(model->report.unused)},
                        {"missing", model->report.missing},
                        {"untrained", model->report.seeded.size()}};
    return converted;
}

Result<Outcome> importWeightsAsModel(Session& session, Library& library,
                                     const ModelImportRequest& request, WeightKind kind,
                                     Events& events) {
    auto vision =
        request.vision.empty() ? Result<fs::path>() : modelFileOf(session, request.vision);
    if (!vision) {
        return std::unexpected(vision.error());
    }
    auto converted = convert(library, request, kind, *vision, events);
    if (!converted) {
        return std::unexpected(converted.error());
    }
    auto row = addModelFile(library, converted->file, request.id);
    std::error_code error;
    if (!row || !fs::equivalent(row->file, converted->file, error)) { // known under another name
        fs::remove(converted->file, error);
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    Json result{{"model", row->id}, {"hash", row->hash}, {"kind", kindName(kind)}};
    result.update(converted->result);
    return Outcome{result};
}

} // namespace

Result<Outcome> importModel(Session& session, const ModelImportRequest& request, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto kind = weightKind(request.file);
    if (!kind) {
        return std::unexpected(kind.error());
    }
    if (auto checked = checkOptions(request, *kind); !checked) {
        return std::unexpected(checked.error());
    }
    if (*kind != WeightKind::Bolus) {
        return importWeightsAsModel(session, **library, request, *kind, events);
    }
    auto row = addModelFile(**library, request.file, request.id);
    if (!row) {
        return std::unexpected(row.error());
    }
    return Outcome{{{"model", row->id}, {"hash", row->hash}, {"kind", kindName(*kind)}}};
}

} // namespace bolus

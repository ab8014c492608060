#include "engine/import/WeightFilling.h"

#include <algorithm>

#include "engine/model/TensorBytes.h"
#include "engine/preprocess/CommonBox.h"

namespace bolus {
namespace {

using torch::Tensor;

/// A kernel of 4×16×16 voxels for an image of half the resolution: each of its values for eight
/// voxels, whose mean it weighs.
Tensor widened(const Tensor& kernels) {
    constexpr std::int64_t depth = inputSize[0] / gridSize[0], side = inputSize[1] / gridSize[1];
    Tensor wide = kernels.view({-1, depth / 2, side / 2, side / 2}) / 8;
    for (const int axis : {1, 2, 3})
        wide = wide.repeat_interleave(2, axis);
    return wide.flatten(1);
}

Tensor pooledPositions(const Tensor& positions) {
    return positions.view({1, gridSize[0], 2, gridSize[1], 2, gridSize[2], 2, -1})
        .mean(c10::IntArrayRef{2, 4, 6})
        .flatten(1, 3);
}

Result<Tensor> logarithm(const Tensor& scale, const std::string& name) {
    if (scale.item<float>() <= 0)
        return badWeights("“" + name + "” is not above zero");
    return scale.clamp_max(100).log();
}

bool isOfTextTower(const std::string& parameter) {
    return parameter.starts_with("text_");
}

Result<void> checkFinite(const Tensor& values, const std::string& name) {
    if (torch::isfinite(values).all().item<bool>())
        return {};
    return badWeights("tensor “" + name + "” holds values that are not finite");
}

} // namespace

WeightFilling::WeightFilling(ImportedModel& model)
    : m_model(model), m_parameters(parametersOf(*model.net)), m_open(m_parameters) {}

Result<void> WeightFilling::adopt(const PamnNet& from, Which which,
                                  std::vector<std::string>& told) {
    for (const auto& [name, tensor] : parametersOf(from)) {
        const auto open = m_open.find(name);
        if (open == m_open.end() || (which == ButText && isOfTextTower(name)))
            continue;
        if (open->second.sizes() != tensor.sizes())
            return fail(ErrorCode::Internal, "A parameter has another shape than expected.", name);
        open->second.set_data(tensor.detach());
        m_open.erase(open);
        told.push_back(name);
    }
    if (which == All && !m_open.empty())
        return fail(ErrorCode::Internal, "A parameter has been left empty.", m_open.begin()->first);
    return {};
}

/// A tensor of no use is read all the same, for the file's hash; in parts, as its size is not
/// bounded by the model's.
Result<void> WeightFilling::passBy(SafeTensorsReader& reader, const TensorEntry& entry,
                                   Progress& progress) {
    constexpr std::uint64_t partBytes = 4u << 20;
    const bool numbers = entry.type != TensorType::Other;
    const auto type = numbers ? scalarType(entry.type) : torch::kUInt8;
    const auto valueBytes = std::max<std::uint64_t>(1, tensorTypeBytes(entry.type));
    for (std::uint64_t left = entry.bytes(); left > 0 && !progress.cancelled();) {
        const std::uint64_t bytes = std::min(left, partBytes);
        const Tensor part = torch::empty({static_cast<std::int64_t>(bytes / valueBytes)}, type);
        if (auto read = reader.readNext(bytesOf(part)); !read)
            return read;
        if (auto finite = checkFinite(part, entry.name); numbers && !finite)
            return finite;
        left -= bytes;
    }
    return {};
}

Result<void> WeightFilling::apply(const Transfer& transfer, const Tensor& value,
                                  const std::string& name) {
    const Tensor target = m_parameters.at(transfer.target);
    switch (transfer.change) {
    case Change::None:
        target.copy_(value.view(target.sizes()));
        break;
    case Change::Rows:
        target.narrow(0, transfer.row, value.size(0)).copy_(value);
        break;
    case Change::Patch:
        target.copy_(widened(value));
        break;
    case Change::PoolPositions:
        target.copy_(pooledPositions(value));
        break;
    case Change::AddFirstRow:
        target.add_(value[0]);
        break;
    case Change::AddRows:
        target.add_(value.narrow(0, 0, target.size(0)));
        break;
    case Change::Logarithm:
        const auto exponent = logarithm(value, name);
        if (!exponent)
            return std::unexpected(exponent.error());
        target.fill_(exponent->item<float>());
    }
    m_open.erase(transfer.target);
    return {};
}

Result<void> WeightFilling::take(SafeTensorsReader& reader, const TensorEntry& entry,
                                 const Transfer& transfer) {
    const Tensor stored = torch::empty(entry.shape, scalarType(entry.type));
    if (auto read = reader.readNext(bytesOf(stored)); !read)
        return read;
    if (auto finite = checkFinite(stored, entry.name); !finite)
        return finite;
    return apply(transfer, stored.to(torch::kFloat32), entry.name);
}

void WeightFilling::report(const TensorEntry& entry, const Transfer& transfer) {
    ImportReport& report = m_model.report;
    auto& list = transfer.target.empty()           ? report.unused
                 : transfer.change == Change::None ? report.used
                                                   : report.converted;
    list.push_back({entry.name, transfer.remark});
}

/// Two tensors of the file are added up in one parameter.
void WeightFilling::clearSums(const ImportPlan& plan) {
    for (const Transfer& transfer : plan.transfers)
        if (transfer.change == Change::AddFirstRow || transfer.change == Change::AddRows)
            m_parameters.at(transfer.target).zero_();
}

Result<void> WeightFilling::read(SafeTensorsReader& reader, const ImportPlan& plan,
                                 Progress& progress) {
    clearSums(plan);
    const auto& entries = reader.header().entries;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Transfer& transfer = plan.transfers[i];
        auto done = transfer.target.empty() ? passBy(reader, entries[i], progress)
                                            : take(reader, entries[i], transfer);
        if (!done)
            return done;
        if (progress.cancelled())
            return cancelledError();
        report(entries[i], transfer);
        progress.progress("weights", static_cast<std::int64_t>(i + 1),
                          static_cast<std::int64_t>(entries.size()));
    }
    m_model.sourceHash = reader.finish();
    m_model.report.missing = plan.missing;
    return {};
}

} // namespace bolus

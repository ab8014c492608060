#include "engine/import/ImportPlan.h"

#include <algorithm>
#include <charconv>

namespace bolus {
namespace {

/// LayerNorm's parameters are gamma and beta in checkpoints that came from TensorFlow.
std::string presentName(const std::string& name) {
    const auto renamed = [&](std::string_view old, std::string_view now) {
        return name.substr(0, name.size() - old.size()) + std::string(now);
    };
    if (name.ends_with("LayerNorm.gamma"))
        return renamed("gamma", "weight");
    return name.ends_with("LayerNorm.beta") ? renamed("beta", "bias") : name;
}

Transfer leftOut(std::string why) {
    return {.target = {}, .remark = std::move(why)};
}

} // namespace

std::unexpected<Error> badWeights(const std::string& what) {
    return fail(ErrorCode::BadInput, "These weights cannot be imported: " + what + ".");
}

void ExpectedTensors::require(const std::string& name, Shape shape, Transfer transfer) {
    m_expected[name] = {std::move(shape), std::move(transfer), Need::Required};
}

void ExpectedTensors::requireDense(const std::string& name, const std::string& target,
                                   std::int64_t rows, std::int64_t columns) {
    require(name + ".weight", {rows, columns}, {.target = target + ".weight", .remark = {}});
    require(name + ".bias", {rows}, {.target = target + ".bias", .remark = {}});
}

void ExpectedTensors::requireNorm(const std::string& name, const std::string& target,
                                  std::int64_t width) {
    require(name + ".weight", {width}, {.target = target + ".weight", .remark = {}});
    require(name + ".bias", {width}, {.target = target + ".bias", .remark = {}});
}

void ExpectedTensors::hope(const std::string& name, Shape shape, Transfer transfer) {
    m_expected[name] = {std::move(shape), std::move(transfer), Need::Hoped};
}

void ExpectedTensors::ignore(const std::string& name, const std::string& why) {
    m_expected[name] = {{}, leftOut(why), Need::Ignored};
}

Result<Transfer> ExpectedTensors::fit(const TensorEntry& entry, const Expected& expected) const {
    if (expected.need == Need::Ignored)
        return expected.transfer;
    if (entry.type == TensorType::Other)
        return fail(ErrorCode::Unsupported, "Tensor “" + entry.name +
                                                "” has a type that Bolus does not read; it reads "
                                                "F32, F16 and BF16.");
    if (entry.shape == expected.shape)
        return expected.transfer;
    const std::string both =
        shapeText(entry.shape) + " where " + shapeText(expected.shape) + " is needed";
    if (expected.need == Need::Hoped)
        return leftOut("it is " + both);
    return badWeights("tensor “" + entry.name + "” is " + both);
}

Result<Transfer> ExpectedTensors::take(const TensorEntry& entry,
                                       const std::vector<std::string>& towers) {
    const std::string name = presentName(entry.name);
    if (std::ranges::find(m_taken, name) != m_taken.end())
        return badWeights("“" + name + "” is there under two names");
    if (const auto found = m_expected.find(name); found != m_expected.end()) {
        auto transfer = fit(entry, found->second);
        m_taken.push_back(name);
        m_expected.erase(found);
        return transfer;
    }
    if (std::ranges::any_of(towers, [&](const auto& tower) { return name.starts_with(tower); }))
        return badWeights("tensor “" + entry.name +
                          "” is unknown; the tower it belongs to is of another kind");
    return leftOut("Bolus has no use for it");
}

Result<void> ExpectedTensors::match(const SafeTensorsHeader& header,
                                    const std::vector<std::string>& towers, ImportPlan& plan) {
    for (const TensorEntry& entry : header.entries) {
        auto transfer = take(entry, towers);
        if (!transfer)
            return std::unexpected(transfer.error());
        plan.transfers.push_back(std::move(*transfer));
    }
    for (const auto& [name, expected] : m_expected) {
        if (expected.need == Need::Required)
            return badWeights("tensor “" + name + "” is missing");
        if (expected.need == Need::Hoped)
            plan.missing.push_back(name);
    }
    return {};
}

const TensorEntry* findTensor(const SafeTensorsHeader& header, const std::string& name) {
    const auto found = std::ranges::find(header.entries, name, &TensorEntry::name);
    return found == header.entries.end() ? nullptr : &*found;
}

Result<int> sizeOf(const SafeTensorsHeader& header, const std::string& name, std::size_t rank,
                   std::size_t axis) {
    const TensorEntry* entry = findTensor(header, name);
    if (!entry)
        return badWeights("tensor “" + name + "” is missing");
    if (entry->shape.size() != rank)
        return badWeights("tensor “" + name + "” has " + std::to_string(entry->shape.size()) +
                          " axes, not " + std::to_string(rank));
    return static_cast<int>(entry->shape[axis]); // the reader bounds sizes by INT32_MAX
}

int blockCount(const SafeTensorsHeader& header, const std::string& prefix) {
    constexpr int most = 1000;
    int count = 0;
    for (const TensorEntry& entry : header.entries) {
        if (!entry.name.starts_with(prefix))
            continue;
        int number = -1;
        const char* const end = entry.name.data() + entry.name.size();
        const auto [rest, error] = std::from_chars(entry.name.data() + prefix.size(), end, number);
        if (error == std::errc() && rest != end && *rest == '.' && number >= 0)
            count = std::max(count, std::min(number, most - 1) + 1);
    }
    return count;
}

Result<int> headCount(int width, int told, const char* tower) {
    constexpr int headWidth = 64;
    if (told > 0)
        return told;
    if (width % headWidth != 0)
        return badWeights(std::string("the ") + tower + " is " + std::to_string(width) +
                          " wide, which does not tell its number of heads; put its config.json "
                          "beside the file");
    return width / headWidth;
}

} // namespace bolus

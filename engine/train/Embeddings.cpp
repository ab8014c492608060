#include "engine/train/Embeddings.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <ATen/autocast_mode.h>
#include <dlfcn.h>
#include <torch/version.h>

namespace bolus {
namespace {

/// Devices before compute capability 8 (2020) have no bf16 and would work it out slowly.
bool hasBfloat16(torch::Device device) {
    constexpr int capabilityMajor = 75; // cudaDevAttrComputeCapabilityMajor; no CUDA headers here
    using Attribute = int (*)(int* value, int attribute, int device);
    static const auto ask =
        reinterpret_cast<Attribute>(dlsym(RTLD_DEFAULT, "cudaDeviceGetAttribute"));
    int major = 8;
    if (ask && ask(&major, capabilityMajor, std::max<int>(device.index(), 0)) != 0)
        return true; // it does not tell: torch knows a way
    return major >= 8;
}

/// bf16 for the matrix products of a CUDA device within a scope.
class Autocast {
public:
    explicit Autocast(torch::Device device) : m_on(device.is_cuda() && hasBfloat16(device)) {
        if (m_on) {
            set(true);
            at::autocast::increment_nesting();
        }
    }
    ~Autocast() {
        if (!m_on)
            return;
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
        set(false);
    }
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    static void set(bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
        at::autocast::set_autocast_enabled(at::kCUDA, on);
#else
        at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
        at::autocast::set_enabled(on);
#endif
    }
    bool m_on;
};

void stopIfCancelled(const Progress& progress) {
    if (progress.cancelled())
        throw RunCancelled();
}

/// How many of the first cases go through the encoder at once: what takes a CPU part of a second.
std::size_t passSize(std::span<const TrainingCase> cases, torch::Device device) {
    const std::size_t most = device.is_cuda() ? 64 : 8; // phases
    std::size_t count = 0, phases = 0;
    while (count < cases.size() && (count == 0 || phases + cases[count].phases.size() <= most))
        phases += cases[count++].phases.size();
    return count;
}

/// [K, …]: the phases of all cases, one after the other.
torch::Tensor joinedImages(std::span<const TrainingCase> cases, torch::Device device) {
    std::vector<torch::Tensor> parts;
    for (const TrainingCase& one : cases)
        parts.push_back(one.images);
    return (parts.size() == 1 ? parts.front() : torch::cat(parts)).to(device);
}

torch::Tensor encodedPass(const PamnNet& net, std::span<const TrainingCase> cases,
                          const Progress& progress) {
    stopIfCancelled(progress);
    const torch::Tensor images = joinedImages(cases, net.device());
    const Autocast autocast(net.device());
    torch::Tensor tokens = net.encodePhases(images).to(torch::kFloat);
    if (tokens.requires_grad())
        tokens.register_hook([&progress](const torch::Tensor&) { stopIfCancelled(progress); });
    return tokens;
}

/// [K,N,C] fp32.
torch::Tensor imageTokens(const PamnNet& net, std::span<const TrainingCase> cases,
                          const Progress& progress) {
    if (cases.front().images.dim() == 3) { // frozen tokens
        stopIfCancelled(progress);
        return joinedImages(cases, net.device()).to(torch::kFloat);
    }
    std::vector<torch::Tensor> passes;
    while (!cases.empty()) {
        const std::size_t count = passSize(cases, net.device());
        passes.push_back(encodedPass(net, cases.first(count), progress));
        cases = cases.subspan(count);
    }
    return passes.size() == 1 ? passes.front() : torch::cat(passes);
}

struct PhaseTable {
    torch::Tensor present, id; // [B,P] bool, int64
};

PhaseTable phaseTable(std::span<const TrainingCase> cases, torch::Device device) {
    std::size_t most = 0;
    for (const TrainingCase& one : cases)
        most = std::max(most, one.phases.size());
    const auto shape = {static_cast<std::int64_t>(cases.size()), static_cast<std::int64_t>(most)};
    PhaseTable out{torch::zeros(shape, torch::kBool), torch::zeros(shape, torch::kLong)};
    auto present = out.present.accessor<bool, 2>();
    auto id = out.id.accessor<std::int64_t, 2>();
    for (std::size_t b = 0; b < cases.size(); ++b)
        for (std::size_t p = 0; p < cases[b].phases.size(); ++p) {
            present[std::int64_t(b)][std::int64_t(p)] = true;
            id[std::int64_t(b)][std::int64_t(p)] = cases[b].phases[p];
        }
    return {out.present.to(device), out.id.to(device)};
}

struct TokenTable {
    torch::Tensor ids, mask; // [B,L] int64, bool
};

TokenTable tokenTable(std::span<const TrainingCase> cases, torch::Device device) {
    std::vector<torch::Tensor> ids, mask;
    for (const TrainingCase& one : cases) {
        ids.push_back(one.text);
        mask.push_back(torch::ones_like(one.text, torch::kBool));
    }
    return {torch::nn::utils::rnn::pad_sequence(ids, true).to(device),
            torch::nn::utils::rnn::pad_sequence(mask, true).to(device)};
}

torch::Tensor indexTensor(const std::vector<std::int64_t>& indices, torch::Device device) {
    return torch::tensor(indices, torch::kLong).to(device);
}

/// Where a text is so much longer than the first of its pass, the next pass begins: a phrase beside
/// a report would be padded to its length.
bool isMuchLonger(const TrainingCase& text, const TrainingCase& first) {
    return text.text.size(0) > 2 * first.text.size(0) + 16;
}

torch::Tensor encodedTexts(const PamnNet& net, std::span<const TrainingCase> cases) {
    std::vector<std::int64_t> order(cases.size()), place(cases.size());
    std::iota(order.begin(), order.end(), std::int64_t(0));
    std::ranges::stable_sort(order, {},
                             [&](std::int64_t i) { return cases[std::size_t(i)].text.size(0); });
    std::vector<TrainingCase> sorted;
    for (const std::int64_t i : order) {
        place[std::size_t(i)] = std::int64_t(sorted.size());
        sorted.push_back(cases[std::size_t(i)]);
    }
    const Autocast autocast(net.device());
    std::vector<torch::Tensor> passes;
    for (std::span<const TrainingCase> rest = sorted; !rest.empty();) {
        const auto end = std::ranges::find_if(
            rest, [&](const TrainingCase& one) { return isMuchLonger(one, rest.front()); });
        const auto count = std::size_t(end - rest.begin());
        const TokenTable tokens = tokenTable(rest.first(count), net.device());
        passes.push_back(net.textEncoder->forward(tokens.ids, tokens.mask).to(torch::kFloat));
        rest = rest.subspan(count);
    }
    return torch::cat(passes).index_select(0, indexTensor(place, net.device()));
}

/// The text encoder's output [B,textWidth], from the ids or as it was frozen.
torch::Tensor textFeatures(const PamnNet& net, std::span<const TrainingCase> cases) {
    if (!cases.front().text.is_floating_point())
        return encodedTexts(net, cases);
    std::vector<torch::Tensor> features;
    for (const TrainingCase& one : cases)
        features.push_back(one.text);
    return torch::stack(features).to(net.device());
}

FusedCases fuse(const PamnNet& net, std::span<const TrainingCase> cases,
                const torch::Tensor& tokens) {
    const PhaseTable table = phaseTable(cases, net.device());
    return net.fuse(net.placePhases(tokens, table.present), table.present, table.id);
}

/// Cases with as many phases.
struct PhaseGroup {
    std::vector<TrainingCase> cases;
    std::vector<std::size_t> members; // among all cases
    std::vector<std::int64_t> rows;   // of the tokens
};

std::map<std::size_t, PhaseGroup> groupsByCount(std::span<const TrainingCase> cases) {
    std::map<std::size_t, PhaseGroup> groups;
    std::int64_t row = 0;
    for (std::size_t b = 0; b < cases.size(); ++b) {
        PhaseGroup& group = groups[cases[b].phases.size()];
        group.cases.push_back(cases[b]);
        group.members.push_back(b);
        for (std::size_t p = 0; p < cases[b].phases.size(); ++p)
            group.rows.push_back(row++);
    }
    return groups;
}

/// Unit and memory of all cases. Those with as many phases are fused together: in one batch each
/// would go through as many steps as the longest, which is a third of the work for nothing where
/// exams have two to four phases.
FusedCases fuseByCount(const PamnNet& net, std::span<const TrainingCase> cases,
                       const torch::Tensor& tokens) {
    const auto groups = groupsByCount(cases);
    if (groups.size() == 1)
        return fuse(net, cases, tokens);
    std::vector<torch::Tensor> units, pooled, memories;
    std::vector<std::int64_t> place(cases.size()); // of each case among the groups' rows
    std::int64_t next = 0;
    for (const auto& [phases, group] : groups) {
        const torch::Tensor rows = indexTensor(group.rows, net.device());
        const FusedCases part = fuse(net, group.cases, tokens.index_select(0, rows));
        units.push_back(part.unit);
        pooled.push_back(part.pooled);
        memories.push_back(part.memory);
        for (const std::size_t member : group.members)
            place[member] = next++;
    }
    const torch::Tensor order = indexTensor(place, net.device());
    FusedCases all;
    all.unit = torch::cat(units).index_select(0, order);
    all.pooled = torch::cat(pooled).index_select(0, order);
    if (memories.front().defined())
        all.memory = torch::cat(memories).index_select(0, order);
    return all;
}

} // namespace

torch::Tensor poolCases(const PamnNet& net, std::span<const TrainingCase> cases,
                        const Progress& progress) {
    return fuseByCount(net, cases, imageTokens(net, cases, progress)).pooled;
}

Embeddings embed(const PamnNet& net, std::span<const TrainingCase> cases,
                 const Progress& progress) {
    if (cases.front().images.dim() == 1) { // of a frozen memory
        stopIfCancelled(progress);
        std::vector<torch::Tensor> vectors;
        for (const TrainingCase& one : cases)
            vectors.push_back(one.images);
        const torch::Tensor pooled = torch::stack(vectors).to(net.device());
        return {
            unitLength(net.head->forward(net.headNorm ? net.headNorm->forward(pooled) : pooled)),
            unitLength(net.textHead->forward(textFeatures(net, cases))),
            {},
            {}};
    }
    const torch::Tensor tokens = imageTokens(net, cases, progress);
    const FusedCases fused = fuseByCount(net, cases, tokens);
    return {fused.unit, unitLength(net.textHead->forward(textFeatures(net, cases))), tokens,
            fused.memory};
}

torch::Tensor embedPhases(const PamnNet& net, std::span<const TrainingCase> cases,
                          const Progress& progress) {
    return imageTokens(net, cases, progress);
}

void freeze(const PamnNet& net, std::span<TrainingCase> cases, const Progress& progress) {
    const torch::NoGradGuard noGradients;
    const torch::Tensor tokens = imageTokens(net, cases, progress).to(torch::kCPU, torch::kHalf);
    const torch::Tensor texts = textFeatures(net, cases).to(torch::kCPU);
    std::int64_t from = 0;
    for (std::size_t b = 0; b < cases.size(); ++b) {
        const auto phases = static_cast<std::int64_t>(cases[b].phases.size());
        cases[b].images = tokens.narrow(0, from, phases).clone();
        cases[b].text = texts[std::int64_t(b)].clone();
        from += phases;
    }
}

} // namespace bolus

#include "engine/train/TrainingSet.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "engine/evaluate/Retrieval.h"
#include "engine/train/RunFingerprint.h"

namespace bolus {
namespace {

constexpr std::size_t phaseVoxels = std::size_t(inputSize[0]) * inputSize[1] * inputSize[2];

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

/// By bits, which the compiler can do many at a time.
bool allFinite(std::span<const float> values) {
    std::uint32_t bad = 0;
    for (const float value : values)
        bad |= (std::bit_cast<std::uint32_t>(value) & 0x7F800000u) == 0x7F800000u;
    return bad == 0;
}

Result<void> checkPhases(const NetworkInput& input) {
    if (input.phases.empty() || input.phases.size() > maxPhases)
        return fail(ErrorCode::BadInput, "The case does not have 1 to 8 phases.");
    return {};
}

Result<void> check(const NetworkInput& input) {
    if (input.tokens.empty())
        return checkVoxels(input);
    if (auto checked = checkPhases(input); !checked)
        return checked;
    return input.tokens.size() % (input.phases.size() * gridCells) == 0
               ? Result<void>()
               : fail(ErrorCode::BadInput, "The phases do not have 256 tokens each.");
}

/// The values where they are.
template<typename T>
torch::Tensor adopt(std::vector<T> values, std::vector<std::int64_t> shape,
                    torch::ScalarType type) {
    auto owner = std::make_shared<std::vector<T>>(std::move(values));
    return torch::from_blob(
        owner->data(), shape, [owner](void*) {}, type);
}

torch::Tensor augmented(const std::vector<float>& voxels, std::int64_t phases,
                        const Augmentation& change) {
    torch::Tensor out = torch::empty({phases, inputSize[0], inputSize[1], inputSize[2]});
    for (std::size_t p = 0; p < static_cast<std::size_t>(phases); ++p)
        augmentPhase(change, std::span(voxels).subspan(p * phaseVoxels, phaseVoxels),
                     {out.data_ptr<float>() + p * phaseVoxels, phaseVoxels});
    return out;
}

} // namespace

Result<void> checkVoxels(const NetworkInput& input) {
    if (auto checked = checkPhases(input); !checked)
        return checked;
    if (input.voxels.size() != input.phases.size() * phaseVoxels)
        return fail(ErrorCode::BadInput, "The phases do not have 32×256×256 voxels each.");
    if (!allFinite(input.voxels))
        return fail(ErrorCode::BadInput, "The phases have voxels that are not finite.");
    return {};
}

TrainingSet::TrainingSet(CaseSource& source, const WordPiece& tokenizer, int maxTokens,
                         Progress& progress, int tellings)
    : m_source(source), m_tokenizer(tokenizer), m_maxTokens(maxTokens) {
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (isBlank(source.report(i))) {
            progress.warning("no_report", "Case " + std::to_string(i + 1) +
                                              " has no report and is left out of the training.");
            continue;
        }
        m_entries.push_back({i, {}, {}, {}});
    }
    for (int telling = 0; telling < tellings; ++telling)
        addTelling(telling);
}

void TrainingSet::addTelling(int telling) {
    std::vector<std::string> reports;
    for (const Entry& entry : m_entries)
        reports.push_back(m_source.retold(entry.index, telling));
    const std::vector<int> groups = duplicateGroups(reports);
    for (std::size_t i = 0; i < groups.size(); ++i)
        m_entries[i].texts.push_back({m_tokenizer.encode(reports[i], m_maxTokens), groups[i]});
}

std::vector<float> TrainingSet::truthWeights() const {
    constexpr std::size_t looked = 256;
    const std::size_t cases = std::min(looked, m_entries.size());
    std::vector<float> cells; // that hold each class, in all
    for (std::size_t i = 0; i < cases; ++i) {
        const std::vector<float> truth = m_source.truth(m_entries[i].index);
        cells.resize(truth.size() / gridCells);
        for (std::size_t at = 0; at < truth.size(); ++at)
            cells[at % cells.size()] += truth[at] > 0 ? 1.0F : 0.0F;
    }
    for (float& value : cells) {
        const float perCase = std::max(value, 1.0F) / static_cast<float>(cases);
        value = std::clamp(std::sqrt(16 / perCase), 0.5F, 12.0F);
    }
    return cells;
}

std::string TrainingSet::fingerprint() const {
    RunFingerprint print;
    for (const Entry& entry : m_entries) {
        print.add(m_source.key(entry.index));
        for (const Text& text : entry.texts)
            for (const std::int64_t id : text.ids)
                print.add(double(id));
    }
    return print.hex();
}

namespace {

torch::Tensor imagesOf(NetworkInput input, const std::optional<Augmentation>& change) {
    const auto phases = static_cast<std::int64_t>(input.phases.size());
    if (!input.tokens.empty()) {
        const auto width = static_cast<std::int64_t>(input.tokens.size()) / phases / gridCells;
        return adopt(std::move(input.tokens), {phases, gridCells, width}, torch::kHalf);
    }
    if (change)
        return augmented(input.voxels, phases, *change);
    return adopt(std::move(input.voxels), {phases, inputSize[0], inputSize[1], inputSize[2]},
                 torch::kFloat);
}

torch::Tensor truthOf(std::vector<float> truth) {
    if (truth.empty())
        return {};
    const auto classes = static_cast<std::int64_t>(truth.size()) / gridCells;
    return adopt(std::move(truth), {gridCells, classes}, torch::kFloat).to(torch::kHalf);
}

} // namespace

Result<void> TrainingSet::takeImages(TrainingCase& out, const Entry& entry,
                                     const Variation& variation) const {
    if (entry.pooled.defined()) {
        out.images = entry.pooled;
        return {};
    }
    Result<NetworkInput> input = m_source.load(entry.index);
    if (!input)
        return std::unexpected(input.error());
    if (auto checked = check(*input); !checked)
        return std::unexpected(checked.error());
    for (const Phase phase : input->phases)
        out.phases.push_back(static_cast<std::int64_t>(phase));
    out.images = imagesOf(std::move(*input), variation.augmentation);
    if (variation.phase) {
        const std::size_t kept = *variation.phase % out.phases.size();
        out.phases = {out.phases[kept]};
        out.images = out.images.narrow(0, static_cast<std::int64_t>(kept), 1);
    }
    return {};
}

Result<TrainingCase> TrainingSet::load(std::size_t index, const Variation& variation) const {
    const Entry& entry = m_entries[index];
    if (entry.frozen)
        return *entry.frozen;
    TrainingCase out;
    if (auto taken = takeImages(out, entry, variation); !taken)
        return std::unexpected(taken.error());
    if (variation.truth)
        out.truth = truthOf(m_source.truth(entry.index));
    const Text& text = entry.texts[static_cast<std::size_t>(variation.telling)];
    out.text = torch::tensor(text.ids, torch::kLong);
    out.group = text.group;
    if (variation.statements)
        out.statements = m_source.statements(entry.index);
    if (variation.phrase)
        takePhrase(out, entry.index, *variation.phrase);
    return out;
}

/// Its group is below 0, where no report's is.
void TrainingSet::takePhrase(TrainingCase& to, std::size_t index, std::uint64_t lot) const {
    CasePhrase phrase = m_source.phrase(index, lot);
    if (isBlank(phrase.text))
        return;
    to.phrase = std::move(phrase);
    to.text = torch::tensor(m_tokenizer.encode(to.phrase.text, m_maxTokens), torch::kLong);
    const std::uint64_t hash = std::stoull(RunFingerprint().add(to.phrase.text).hex(), nullptr, 16);
    to.group = -1 - static_cast<std::int64_t>(hash >> 1);
}

void TrainingSet::keepFrozen(std::size_t index, Result<TrainingCase> frozen) {
    m_entries[index].frozen = std::move(frozen);
}

void TrainingSet::keepPooled(std::size_t index, torch::Tensor pooled) {
    m_entries[index].pooled = std::move(pooled);
}

} // namespace bolus

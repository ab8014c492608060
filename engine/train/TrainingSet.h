// The cases of a run with their reports as token ids; what a worker thread loads from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/text/WordPiece.h"
#include "engine/train/Augmentation.h"
#include "engine/train/Embeddings.h"
#include "engine/train/Trainer.h"

namespace bolus {

/// 1 to 8 phases of 32×256×256 finite voxels each. Errors: BadInput.
Result<void> checkVoxels(const NetworkInput& input);

class TrainingSet {
public:
    /// Cases without a report are left out with a warning. `source` and `tokenizer` must outlive
    /// the set.
    TrainingSet(CaseSource& source, const WordPiece& tokenizer, int maxTokens, Progress& progress,
                int tellings = 1);

    std::size_t size() const { return m_entries.size(); }
    /// How much each class of what is known of the cells counts: more where it is rare, or a lesion
    /// of a few cells would be lost among the organs of a hundred. The inverse root of how many
    /// cells hold it, as of the first 256 cases, from ½ to 12, 1 at 16 cells a case. Empty where
    /// nothing is known.
    std::vector<float> truthWeights() const;
    /// Changes with the cases (CaseSource::key), their reports and their order.
    std::string fingerprint() const;

    /// What a case is like this time.
    struct Variation {
        std::optional<Augmentation> augmentation = {}; // of voxels; tokens have none
        std::optional<std::uint64_t> phase = {};       // keeps one phase alone, by this number
        int telling = 0;                               // of the report, below `tellings`
        bool truth = false;                            // with what is known of its cells
        std::optional<std::uint64_t> phrase = {};      // drawn by this, in place of the report
        bool statements = false;                       // with what its report asserts
    };
    /// Voxels (or an encoder's tokens) and ids; or what was frozen. One thread at a time. BadInput
    /// where the case has no phase, not the voxels it should, or voxels that are not finite.
    Result<TrainingCase> load(std::size_t index, const Variation& variation) const;
    /// From now on load() gives this.
    void keepFrozen(std::size_t index, Result<TrainingCase> frozen);
    /// From now on load() gives this in place of voxels or tokens.
    void keepPooled(std::size_t index, torch::Tensor pooled);

private:
    struct Text {
        std::vector<std::int64_t> ids;
        int group = 0; // the same for cases whose reports are equal in this telling
    };
    struct Entry {
        std::size_t index = 0;   // in the source
        std::vector<Text> texts; // a telling each
        std::optional<Result<TrainingCase>> frozen;
        torch::Tensor pooled; // of the frozen memory; undefined: not frozen
    };
    void addTelling(int telling);
    Result<void> takeImages(TrainingCase& to, const Entry& entry, const Variation& variation) const;
    void takePhrase(TrainingCase& to, std::size_t index, std::uint64_t lot) const;

    CaseSource& m_source;
    const WordPiece& m_tokenizer;
    int m_maxTokens;
    std::vector<Entry> m_entries;
};

} // namespace bolus

// By which a run knows its own checkpoint.
#pragma once

#include <cstdint>
#include <string>

#include "engine/train/Trainer.h"

namespace bolus {

/// What must agree for a run to go on: the model it began with, the options and the data. A 64-bit
/// FNV-1a in hex; it guards against mistakes, not against malice.
class RunFingerprint {
public:
    RunFingerprint& add(const std::string& text);
    RunFingerprint& add(double number);
    std::string hex() const;

private:
    std::uint64_t m_hash = 0xCBF29CE484222325ull;
};

/// Of a run of `model` as it begins with these options, on data of such a fingerprint.
std::string runFingerprint(const Model& model, const TrainOptions& options,
                           const std::string& data);

} // namespace bolus

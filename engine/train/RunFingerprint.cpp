#include "engine/train/RunFingerprint.h"

#include <bit>

#include <fmt/format.h>

#include "engine/model/PamnNet.h"
#include "engine/train/WeightHash.h"

namespace bolus {

RunFingerprint& RunFingerprint::add(const std::string& text) {
    for (const char c : text + '\0')
        m_hash = (m_hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return *this;
}

RunFingerprint& RunFingerprint::add(double number) {
    return add(fmt::format("{:x}", std::bit_cast<std::uint64_t>(number)));
}

std::string RunFingerprint::hex() const {
    return fmt::format("{:016x}", m_hash);
}

std::string runFingerprint(const Model& model, const TrainOptions& options,
                           const std::string& data) {
    const TrainOptions& o = options;
    RunFingerprint print;
    Sha256 start; // a model that was put together has no file whose hash would tell
    addWeights(start, model.net());
    print.add(start.finish()).add(model.info().config.toJson());
    for (const std::string& token : model.vocabulary())
        print.add(token);
    for (const double number :
         {double(o.epochs), double(o.batch), o.learningRate, o.weightDecay, o.warmUp, o.clip,
          double(o.loss), double(o.seed), double(o.freezeTowers), double(o.augment),
          double(o.objective), o.truthWeight, double(o.freezeImages), double(o.onePhase)})
        print.add(number);
    if (o.loraRank > 0)
        print.add(double(o.loraRank)).add(double(o.loraBlocks));
    if (o.textParts > 0 || o.freezeMemory)
        print.add(o.textParts).add(double(o.freezeMemory));
    return print.add(data).hex();
}

} // namespace bolus

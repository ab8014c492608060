#include "engine/train/WeightHash.h"

namespace bolus {

void addWeights(Sha256& hash, const torch::nn::Module& module) {
    for (const torch::Tensor& weight : module.parameters()) {
        const torch::Tensor values = weight.detach().to(torch::kCPU).contiguous();
        hash.add({static_cast<const std::byte*>(values.data_ptr()), values.nbytes()});
    }
}

} // namespace bolus

// Fills a new network from a file, tensor by tensor, and from other networks. Internal to
// engine/import.
#pragma once

#include "engine/import/ImportPlan.h"
#include "engine/import/WeightImport.h"
#include "engine/model/PamnNet.h"

namespace bolus {

class WeightFilling {
public:
    enum Which { All, ButText };

    /// `model` has its network, with empty parameters, and outlives this.
    explicit WeightFilling(ImportedModel& model);
    /// Gives parameters that nothing has filled yet those of `from`, which is of no use afterwards:
    /// they change hands without a copy. Their names are added to `told`.
    Result<void> adopt(const PamnNet& from, Which which, std::vector<std::string>& told);
    /// Every tensor of the file as the plan says; fills in the report and the file's hash.
    Result<void> read(SafeTensorsReader& reader, const ImportPlan& plan, Progress& progress);

private:
    void clearSums(const ImportPlan& plan);
    Result<void> passBy(SafeTensorsReader& reader, const TensorEntry& entry, Progress& progress);
    Result<void> take(SafeTensorsReader& reader, const TensorEntry& entry,
                      const Transfer& transfer);
    Result<void> apply(const Transfer& transfer, const torch::Tensor& value,
                       const std::string& name);
    void report(const TensorEntry& entry, const Transfer& transfer);

    ImportedModel& m_model;
    std::map<std::string, torch::Tensor> m_parameters, m_open; // open: not filled yet
};

} // namespace bolus

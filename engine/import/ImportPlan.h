// What becomes of each tensor of a file that another program wrote. Internal to engine/import; no
// torch here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/import/TowerHints.h"
#include "engine/model/ModelConfig.h"
#include "engine/model/SafeTensors.h"

namespace bolus {

/// How values get from a tensor of the file into a parameter of the network.
enum class Change {
    None,          // as they are
    Rows,          // they are rows of the parameter, from `row` on
    Patch,         // kernels of 4×16×16 voxels -> 8×32×32
    PoolPositions, // of a grid of 8×16×16 -> 4×8×8
    AddFirstRow,   // their first row is added to every row of the parameter
    AddRows,       // as many rows as the parameter has are added to it
    Logarithm      // at most ln 100
};

struct Transfer {
    std::string target; // a parameter of PamnNet; empty: left out
    Change change = Change::None;
    std::int64_t row = 0;
    std::string remark; // how the values were changed, or why they are left out
};

struct ImportPlan {
    ModelConfig config;               // sizes as in the file
    std::vector<Transfer> transfers;  // one for each entry of the header, in its order
    std::vector<std::string> missing; // expected, but the model can do without
};

/// The tensors that a kind of file has, and what to do with each.
class ExpectedTensors {
public:
    using Shape = std::vector<std::int64_t>;

    void require(const std::string& name, Shape shape, Transfer transfer);
    /// `name`.weight [rows,columns] and `name`.bias [rows] become those of `target`.
    void requireDense(const std::string& name, const std::string& target, std::int64_t rows,
                      std::int64_t columns);
    void requireNorm(const std::string& name, const std::string& target, std::int64_t width);
    /// Left out where it has another shape, told where it is not there.
    void hope(const std::string& name, Shape shape, Transfer transfer);
    /// Of no use to Bolus, there or not, whatever its type and shape.
    void ignore(const std::string& name, const std::string& why);

    /// A tensor whose name starts with one of `towers` and is not expected would change what that
    /// tower computes: BadInput. Others are left out. So are BERT's older names of a LayerNorm's
    /// parameters, gamma and beta, understood. Errors: BadInput, Unsupported (a dtype).
    Result<void> match(const SafeTensorsHeader& header, const std::vector<std::string>& towers,
                       ImportPlan& plan);

private:
    enum class Need { Required, Hoped, Ignored };
    struct Expected {
        Shape shape;
        Transfer transfer;
        Need need;
    };
    Result<Transfer> take(const TensorEntry& entry, const std::vector<std::string>& towers);
    Result<Transfer> fit(const TensorEntry& entry, const Expected& expected) const;

    std::map<std::string, Expected> m_expected;
    std::vector<std::string> m_taken;
};

/// How a BERT's names start in this file: nothing where it holds no BERT.
std::optional<std::string> bertPrefix(const SafeTensorsHeader& header);
/// Sets the text tower's sizes in `config` as the tensors say. Errors: BadInput.
Result<void> readBertSizes(const SafeTensorsHeader& header, const std::string& prefix,
                           const TowerHints& hints, ModelConfig& config);
void expectBert(const SafeTensorsHeader& header, const std::string& prefix,
                const ModelConfig& config, ExpectedTensors& expected);

/// `start` gives everything but the text tower.
Result<ImportPlan> planBert(const SafeTensorsHeader& header, const TowerHints& hints,
                            const ModelConfig& start);
/// `start` gives the options, the file all sizes.
Result<ImportPlan> planM3dClip(const SafeTensorsHeader& header, const TowerHints& hints,
                               const ModelConfig& start);

// What both plans ask of a header.
const TensorEntry* findTensor(const SafeTensorsHeader& header, const std::string& name);
/// Size along `axis` of a tensor that must be there with `rank` axes.
Result<int> sizeOf(const SafeTensorsHeader& header, const std::string& name, std::size_t rank,
                   std::size_t axis);
/// One more than the largest n of the names that start with `prefix`n. — at most 1000.
int blockCount(const SafeTensorsHeader& header, const std::string& prefix);
/// Heads of 64 values, as in every BERT and ViT of the usual sizes, unless `told`.
Result<int> headCount(int width, int told, const char* tower);

std::unexpected<Error> badWeights(const std::string& what);

} // namespace bolus

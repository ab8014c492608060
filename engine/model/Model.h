// PAMN as the rest of Bolus sees it: cases and phrases in, unit vectors and maps out. No torch
// here.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/attention/AttentionMaps.h"
#include "engine/model/ModelConfig.h"
#include "engine/preprocess/CommonBox.h"
#include "library/domain/CaseTokens.h"

namespace bolus {

struct ModelInfo {
    std::string name; // "compact-1"
    std::string hash; // SHA-256 of the file, lowercase hex
    ModelConfig config;
    std::string provenance; // JSON: data, seed, steps, when, by which version, licence
    std::int64_t parameters = 0;
};

struct PamnNet;   // torch, engine/model/PamnNet.h
struct ModelFile; // engine/model/ModelFile.h

class Model {
public:
    /// A safetensors file whose metadata holds "bolus.config", "bolus.vocabulary" and
    /// "bolus.provenance". Checks every name, shape, dtype (F32, F16, BF16) and finiteness.
    /// Errors: NotFound, BadInput (what is wrong with which tensor), Unsupported.
    static Result<std::unique_ptr<Model>> load(const std::filesystem::path& file);
    /// Random weights by seed; the vocabulary is one token a line (WordPiece).
    static Result<std::unique_ptr<Model>>
    create(const ModelConfig& config, std::vector<std::string> vocabulary, std::uint64_t seed);
    ~Model();

    const ModelInfo& info() const;
    /// temp + fsync + rename; `half` stores fp16. Returns the file's SHA-256.
    Result<std::string> save(const std::filesystem::path& file, const std::string& name,
                             const std::string& provenanceJson, bool half) const;

    /// Unit vector of config.embedding values. BadInput where no phase is present.
    Result<std::vector<float>> encodeCase(const NetworkInput& input) const;
    Result<std::vector<float>> encodeText(const std::string& text) const;
    /// A phrase that is empty gives the text-free maps only.
    Result<AttentionMaps> attention(const NetworkInput& input, const std::string& phrase = {},
                                    AttentionMethod method = AttentionMethod::Direct) const;

    /// What the phase encoder sees, cell by cell: what the rest of the model works on.
    Result<CaseTokens> encodePhases(const NetworkInput& input) const;
    /// The same as of the input they were made from, without its time: of all phases or of some (see
    /// onlyPhases()); as they were made, or as packTokens() keeps them and with its small loss. The
    /// maps are the Direct ones. BadInput: of no phase, or of another model's width.
    Result<std::vector<float>> encodeCase(const CaseTokens& tokens) const;
    Result<AttentionMaps> attention(const CaseTokens& tokens, const std::string& phrase = {}) const;

    /// The weights of another model's phase encoder. BadInput where it is of another shape or reads
    /// other input.
    Result<void> takePhaseEncoder(const Model& from);

    PamnNet& net() const; // for engine/train only
    const std::vector<std::string>& vocabulary() const;

private:
    Model();
    static Result<std::unique_ptr<Model>> assemble(ModelFile file);
    struct State;
    std::unique_ptr<State> m_state;
};

/// "CPU, openblas, 2 threads" or "CUDA, NVIDIA …"; and a warning sentence when the BLAS is Debian's
/// reference one, else empty.
struct ComputeInfo {
    std::string device, blas, warning;
    int threads = 1;
    double gflops = 0; // measured on a 1024-cube fp32 product; 0 when not asked for
};
ComputeInfo computeInfo(bool measure);

/// First thing in main of a program that computes: unless OMP_WAIT_POLICY is set, sets it to
/// "passive" and starts the program anew (same process id, half a second). OpenMP's threads
/// otherwise spin while they wait, which beside OpenBLAS's own threads, or while another program is
/// busy, made the model 3 to 15 times slower on two cores; libgomp reads the policy before main. A
/// parent that sets the variable itself spares the child the restart.
void restartWithoutSpinning(char** argv);

} // namespace bolus

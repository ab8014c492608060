#include "engine/train/Checkpoint.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "engine/train/Generator.h"

namespace bolus {
namespace {

constexpr int version = 1;

std::unexpected<Error> ioError(const std::filesystem::path& file, const std::string& why) {
    return fail(ErrorCode::Io,
                "The training checkpoint could not be written: " + why +
                    ". Check that the disk has space and the folder can be written to.",
                file.string());
}

/// On disk, not only in the page cache: of a file, or of a folder after a rename in it.
bool synced(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return done;
}

Result<void> putInPlace(const std::filesystem::path& temporary, const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!synced(temporary) || ::rename(temporary.c_str(), file.c_str()) != 0) {
        const std::string why = std::strerror(errno);
        ::unlink(temporary.c_str());
        return ioError(file, why);
    }
    synced(folder);
    return {};
}

template<typename T>
T readValue(torch::serialize::InputArchive& archive, const char* key) {
    c10::IValue value;
    archive.read(key, value);
    return value.to<T>();
}

struct Weights {
    std::vector<torch::Tensor> values; // in the order of the parameters
};

/// All or nothing: read and checked before the first weight of the network changes.
Weights readWeights(torch::serialize::InputArchive& archive, const Learner& learner) {
    torch::serialize::InputArchive weights;
    archive.read("weights", weights);
    Weights out;
    for (const auto& weight : learner.named_parameters()) {
        torch::Tensor value;
        std::string key = weight.key();
        std::ranges::replace(key, '.', '/'); // the archive takes a dot for a path of its own
        weights.read(key, value);
        TORCH_CHECK(value.sizes() == weight->sizes(), "the shape of ", weight.key(), " differs");
        out.values.push_back(value);
    }
    return out;
}

void putWeights(const Weights& weights, Learner& learner) {
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> targets = learner.parameters();
    for (std::size_t i = 0; i < targets.size(); ++i)
        targets[i].copy_(weights.values[i]);
}

} // namespace

Result<void> Checkpoint::save(const Learner& learner, torch::optim::Optimizer& optimiser,
                              const TrainingPosition& position) const {
    torch::serialize::OutputArchive archive, weights, state;
    for (const auto& weight : learner.named_parameters()) {
        std::string key = weight.key();
        std::ranges::replace(key, '.', '/');
        weights.write(key, weight->detach());
    }
    optimiser.save(state);
    archive.write("version", c10::IValue(version));
    archive.write("fingerprint", c10::IValue(m_fingerprint));
    archive.write("step", c10::IValue(position.step));
    archive.write("loss", c10::IValue(position.loss));
    archive.write("generator", generatorState(learner.net.device()));
    archive.write("weights", weights);
    archive.write("optimiser", state);
    std::filesystem::path temporary = m_file;
    temporary += ".part";
    try {
        archive.save_to(temporary.string());
    } catch (const c10::Error&) {
        ::unlink(temporary.c_str());
        return ioError(m_file, "the file system refused");
    }
    return putInPlace(temporary, m_file);
}

Result<std::optional<TrainingPosition>>
Checkpoint::restore(Learner& learner, torch::optim::Optimizer& optimiser) const {
    std::error_code status;
    if (!std::filesystem::exists(m_file, status))
        return std::nullopt;
    try {
        torch::serialize::InputArchive archive, state;
        archive.load_from(m_file.string(), learner.net.device());
        if (readValue<std::int64_t>(archive, "version") != version ||
            readValue<std::string>(archive, "fingerprint") != m_fingerprint)
            return fail(ErrorCode::BadInput,
                        "The training checkpoint belongs to a run with other cases or options.",
                        m_file.string());
        const TrainingPosition position{static_cast<int>(readValue<std::int64_t>(archive, "step")),
                                        readValue<double>(archive, "loss")};
        torch::Tensor generator;
        archive.read("generator", generator);
        const Weights weights = readWeights(archive, learner);
        archive.read("optimiser", state);
        optimiser.load(state);
        putWeights(weights, learner);
        setGeneratorState(learner.net.device(), generator.to(torch::kCPU));
        return position;
    } catch (const std::exception&) {
        return fail(ErrorCode::BadInput, "The training checkpoint is damaged.", m_file.string());
    }
}

Result<std::filesystem::path> Checkpoint::setAside() const {
    std::filesystem::path old = m_file;
    old += ".old";
    if (::rename(m_file.c_str(), old.c_str()) != 0)
        return ioError(m_file, std::strerror(errno));
    return old;
}

} // namespace bolus

// Files as M3D-CLIP and BERT are published, in small, with made-up values.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/import/WeightImport.h"
#include "engine/model/SafeTensors.h"
#include "tests/engine/test_model_support.h"

#include <QTemporaryDir>
#include <QtTest>

namespace bolus::test {

using Json = nlohmann::json;
using Shape = std::vector<std::int64_t>;

struct Tensors { // of a file to be written
    struct Entry {
        std::string name;
        Shape shape;
        std::string type = "F32";
        std::string as; // name that decides on the values; empty: `name`
    };
    std::vector<Entry> entries;

    void add(const std::string& name, const Shape& shape) {
        entries.push_back({.name = name, .shape = shape, .as = {}});
    }
    void addPair(const std::string& name, const Shape& shape) {
        add(name + ".weight", shape);
        add(name + ".bias", {shape[0]});
    }
    Entry& at(const std::string& name) { return *std::ranges::find(entries, name, &Entry::name); }
    void remove(const std::string& name) {
        std::erase_if(entries, [&](const Entry& entry) { return entry.name == name; });
    }
};

struct Sizes {
    std::int64_t width = 768, mlp = 3072, vocabulary = 30522, tokens = 512;
    int blocks = 12;
};
inline constexpr Sizes real{};
inline constexpr Sizes narrow{.width = 128, .mlp = 96, .vocabulary = 40, .tokens = 24};

inline void addBert(Tensors& tensors, const std::string& prefix, const Sizes& s,
                    const std::string& weight = "weight", const std::string& bias = "bias") {
    const auto addNorm = [&](const std::string& name) {
        tensors.add(name + "LayerNorm." + weight, {s.width});
        tensors.add(name + "LayerNorm." + bias, {s.width});
    };
    tensors.add(prefix + "embeddings.word_embeddings.weight", {s.vocabulary, s.width});
    tensors.add(prefix + "embeddings.position_embeddings.weight", {s.tokens, s.width});
    tensors.add(prefix + "embeddings.token_type_embeddings.weight", {2, s.width});
    addNorm(prefix + "embeddings.");
    for (int i = 0; i < s.blocks; ++i) {
        const std::string layer = prefix + "encoder.layer." + std::to_string(i) + ".";
        for (const char* part : {"query", "key", "value"})
            tensors.addPair(layer + "attention.self." + part, {s.width, s.width});
        tensors.addPair(layer + "attention.output.dense", {s.width, s.width});
        addNorm(layer + "attention.output.");
        tensors.addPair(layer + "intermediate.dense", {s.mlp, s.width});
        tensors.addPair(layer + "output.dense", {s.width, s.mlp});
        addNorm(layer + "output.");
    }
    tensors.addPair(prefix + "pooler.dense", {s.width, s.width});
}

/// The published file: 342 tensors at the real sizes.
inline Tensors m3dClip(const Sizes& s) {
    Tensors tensors;
    const std::string tower = "vision_encoder.";
    tensors.add(tower + "cls_token", {1, 1, s.width});
    tensors.add(tower + "patch_embedding.position_embeddings", {1, 2048, s.width});
    tensors.addPair(tower + "patch_embedding.patch_embeddings.1", {s.width, 1024});
    for (int i = 0; i < s.blocks; ++i) {
        const std::string block = tower + "blocks." + std::to_string(i) + ".";
        tensors.addPair(block + "norm1", {s.width});
        tensors.addPair(block + "norm2", {s.width});
        tensors.add(block + "attn.qkv.weight", {3 * s.width, s.width});
        tensors.addPair(block + "attn.out_proj", {s.width, s.width});
        tensors.addPair(block + "mlp.linear1", {s.mlp, s.width});
        tensors.addPair(block + "mlp.linear2", {s.width, s.mlp});
    }
    tensors.addPair(tower + "norm", {s.width});
    addBert(tensors, "language_encoder.", s);
    tensors.addPair("mm_vision_proj", {s.width, s.width});
    tensors.addPair("mm_language_proj", {s.width, s.width});
    tensors.add("logit_scale", {});
    return tensors;
}

inline Tensors bert(const Sizes& s, const std::string& prefix = "") {
    Tensors tensors;
    addBert(tensors, prefix, s);
    return tensors;
}

/// As make_import_golden.py spreads them.
inline torch::Tensor valuesOf(const std::string& name, const Shape& shape) {
    static std::map<std::pair<std::string, Shape>, torch::Tensor> made;
    torch::Tensor& values = made[{name, shape}];
    if (values.defined())
        return values;
    if (name == "logit_scale")
        return values = torch::full(shape, 14.25);
    const bool norm = name.ends_with("weight") && (name.find("norm") != std::string::npos ||
                                                   name.find("LayerNorm") != std::string::npos);
    const double width = name.find("patch_embeddings") != std::string::npos ? 0.02 : 0.15;
    return values = hashedTensor(name, shape, {norm ? 1.0 : 0.0, width}).to(torch::kFloat32);
}

inline c10::ScalarType scalarOf(const std::string& type) {
    return type == "F16"    ? torch::kFloat16
           : type == "BF16" ? torch::kBFloat16
           : type == "I64"  ? torch::kInt64
           : type == "F64"  ? torch::kFloat64
                            : torch::kFloat32;
}

struct Written {
    Json header;
    std::string data;

    std::string bytes() const {
        const std::string text = header.dump();
        std::string prefix;
        for (int i = 0; i < 8; ++i)
            prefix += static_cast<char>(text.size() >> (8 * i) & 255);
        return prefix + text + data;
    }
    void overwrite(const std::string& name, std::uint32_t pattern) {
        const std::size_t begin = header[name]["data_offsets"][0];
        data.replace(begin, 4, reinterpret_cast<const char*>(&pattern), 4);
    }
};

inline Written write(const Tensors& tensors) {
    Written file{{{"__metadata__", {{"format", "pt"}}}}, {}};
    for (const auto& [name, shape, type, as] : tensors.entries) {
        const auto values = valuesOf(as.empty() ? name : as, shape).to(scalarOf(type)).contiguous();
        const std::size_t begin = file.data.size();
        file.data.append(static_cast<const char*>(values.data_ptr()), values.nbytes());
        file.header[name] = {
            {"dtype", type}, {"shape", shape}, {"data_offsets", {begin, file.data.size()}}};
    }
    return file;
}

inline SafeTensorsHeader headerOf(const Tensors& tensors) {
    SafeTensorsHeader header;
    for (const auto& entry : tensors.entries)
        header.entries.push_back(
            {.name = entry.name, .type = TensorType::F32, .shape = entry.shape});
    return header;
}

class NoProgress : public Progress {
public:
    void progress(std::string_view, std::int64_t done, std::int64_t) override {
        steps = static_cast<int>(done);
    }
    void warning(std::string_view code, std::string_view, const std::filesystem::path&) override {
        warnings.emplace_back(code);
    }
    bool cancelled() const override { return steps >= stopAfter; }
    int steps = 0, stopAfter = 1 << 30;
    std::vector<std::string> warnings;
};

inline std::vector<std::string> namesOf(const std::vector<ImportReport::Tensor>& tensors) {
    std::vector<std::string> names;
    for (const auto& tensor : tensors)
        names.push_back(tensor.name);
    return names;
}

inline void writeAll(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string lines(const std::vector<std::string>& tokens, const std::string& end = "\n") {
    std::string text;
    for (const std::string& token : tokens)
        text += token + end;
    return text;
}

/// A folder for each file with its vocabulary, and imports from there.
class WeightFolders {
public:
    std::filesystem::path path(const std::string& name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    /// A folder with weights, and a vocabulary where it is not empty.
    std::filesystem::path place(const std::string& weights, const std::string& vocabulary) {
        const auto folder = path(std::to_string(++m_folders));
        std::filesystem::create_directories(folder);
        writeAll(folder / "model.safetensors", weights);
        if (!vocabulary.empty())
            writeAll(folder / "vocab.txt", vocabulary);
        return folder / "model.safetensors";
    }
    std::filesystem::path place(const Tensors& tensors) {
        return place(write(tensors).bytes(), lines(smallVocabulary()));
    }
    Result<ImportedModel> imported(const std::filesystem::path& file) {
        return importWeights(
            {.file = file, .vocabulary = {}, .start = ModelConfig::tiny(true), .vision = {}},
            progress);
    }
    NoProgress progress;

private:
    QTemporaryDir m_folder;
    int m_folders = 0;
};

inline void compareError(const Result<ImportedModel>& model, ErrorCode code,
                         const std::string& says) {
    QVERIFY(!model);
    QVERIFY2(model.error().code == code, model.error().message.c_str());
    QVERIFY2(model.error().message.find(says) != std::string::npos, model.error().message.c_str());
    QVERIFY(!model.error().subject.empty());
}

} // namespace bolus::test

// Model files: what is written reads back, and no file, however made, does harm.
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <nlohmann/json.hpp>

#include "tests/engine/test_model_support.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace bolus;
using namespace bolus::test;
using Json = nlohmann::json;

namespace {

std::string readAll(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void writeAll(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string withHeader(const std::string& header, const std::string& data) {
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(header.size() >> (8 * i) & 255);
    return bytes + header + data;
}

struct Parts {
    Json header;
    std::string data;
};

Parts partsOf(const std::string& bytes) {
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;)
        length = length << 8 | static_cast<unsigned char>(bytes[i]);
    return {Json::parse(bytes.substr(8, length)), bytes.substr(8 + length)};
}

using Damage = std::function<std::string(std::string)>;

/// Damage done to the parsed header and the data.
Damage parsed(std::function<void(Parts&)> change) {
    return [change](const std::string& bytes) {
        Parts parts = partsOf(bytes);
        change(parts);
        return withHeader(parts.header.dump(), parts.data);
    };
}

/// Damage done to the model's own configuration.
Damage configured(const std::string& key, const Json& value) {
    return parsed([=](Parts& parts) {
        Json& stored = parts.header["__metadata__"]["bolus.config"];
        Json config = Json::parse(stored.get<std::string>());
        config[key] = value;
        stored = config.dump();
    });
}

struct Case {
    const char* name;
    ErrorCode code;
    const char* says; // part of the sentence
    Damage damage;
};

const std::vector<Case>& damages() {
    static const std::vector<Case> cases{
        {"empty", ErrorCode::BadInput, "too short", [](auto) { return std::string(); }},
        {"seven bytes", ErrorCode::BadInput, "too short", [](auto b) { return b.substr(0, 7); }},
        {"header length beyond the file", ErrorCode::BadInput, "header is longer",
         [](auto b) { return b.substr(0, 100); }},
        {"header length of 2^64 - 1", ErrorCode::BadInput, "header is longer",
         [](auto b) { return std::string(8, '\xff') + b.substr(8); }},
        {"truncated data", ErrorCode::BadInput, "truncated",
         [](auto b) { return b.substr(0, b.size() - 10); }},
        {"bytes after the end", ErrorCode::BadInput, "no tensor",
         [](auto b) { return b + "1234"; }},
        {"not JSON", ErrorCode::BadInput, "JSON", [](auto) { return withHeader("{\"a\":", ""); }},
        {"not an object", ErrorCode::BadInput, "object", [](auto) { return withHeader("[]", ""); }},
        {"not UTF-8", ErrorCode::BadInput, "JSON",
         [](auto) { return withHeader("{\"\xff\":{}}", ""); }},
        {"a million brackets", ErrorCode::BadInput, "nested",
         [](auto) { return withHeader(std::string(1000000, '['), ""); }},
        {"nested objects", ErrorCode::BadInput, "nested",
         [](auto) {
             std::string text;
             for (int i = 0; i < 100000; ++i)
                 text += "{\"a\":";
             return withHeader(text, "");
         }},
        {"a hundred thousand tensors", ErrorCode::BadInput, "too many",
         [](auto) {
             std::string text = "{\"a\":{}";
             for (int i = 0; i < 100000; ++i)
                 text += ",\"t" + std::to_string(i) + "\":{}";
             return withHeader(text + "}", "");
         }},
        {"a hundred thousand objects in metadata", ErrorCode::BadInput, "too many",
         [](auto) {
             std::string text = "{\"__metadata__\":{\"a\":{}";
             for (int i = 0; i < 100000; ++i)
                 text += ",\"t" + std::to_string(i) + "\":{}";
             return withHeader(text + "}}", "");
         }},
        {"a name twice", ErrorCode::BadInput, "twice",
         [](auto) {
             const std::string one = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
             return withHeader("{" + one + "," + one + "}", "1234");
         }},
        {"no metadata", ErrorCode::BadInput, "bolus.config",
         parsed([](Parts& p) { p.header.erase("__metadata__"); })},
        {"metadata that is a number", ErrorCode::BadInput, "metadata",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.config"] = 5; })},
        {"provenance that is not JSON", ErrorCode::BadInput, "provenance",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.provenance"] = "{"; })},
        {"a vocabulary too small", ErrorCode::BadInput, "vocabulary",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.vocabulary"] = "[PAD]\n[UNK]\n"; })},
        {"overlapping tensors", ErrorCode::BadInput, "overlaps", parsed([](Parts& p) {
             p.header["head.bias"]["data_offsets"] = p.header["text_head.bias"]["data_offsets"];
         })},
        {"offsets in reverse", ErrorCode::BadInput, "head.bias", parsed([](Parts& p) {
             p.header["head.bias"]["data_offsets"] = {64, 0};
         })},
        {"negative offsets", ErrorCode::BadInput, "head.bias", parsed([](Parts& p) {
             p.header["head.bias"]["data_offsets"] = {-64, 0};
         })},
        {"offsets that are not numbers", ErrorCode::BadInput, "head.bias", parsed([](Parts& p) {
             p.header["head.bias"]["data_offsets"] = {"0", Json::object()};
         })},
        {"a shape whose product overflows", ErrorCode::BadInput, "impossible shape",
         parsed([](Parts& p) {
             p.header["head.bias"]["shape"] = {2147483647, 2147483647, 2147483647, 2147483647};
         })},
        {"a shape with zero", ErrorCode::BadInput, "impossible shape", parsed([](Parts& p) {
             p.header["head.bias"]["shape"] = {16, 0};
         })},
        {"a fractional shape", ErrorCode::BadInput, "impossible shape",
         parsed([](Parts& p) { p.header["head.bias"]["shape"] = {1.5}; })},
        {"a shape of another size", ErrorCode::BadInput, "another size",
         parsed([](Parts& p) { p.header["head.bias"]["shape"] = {15}; })},
        {"a shape of the same size", ErrorCode::BadInput, "head.bias", parsed([](Parts& p) {
             p.header["head.bias"]["shape"] = {4, 4};
         })},
        {"a type that is not read", ErrorCode::Unsupported, "I64",
         parsed([](Parts& p) { p.header["head.bias"]["dtype"] = "I64"; })},
        {"a type that is a list", ErrorCode::BadInput, "dtype",
         parsed([](Parts& p) { p.header["head.bias"]["dtype"] = Json::array(); })},
        {"an unknown tensor", ErrorCode::BadInput, "head.surprise", parsed([](Parts& p) {
             p.header["head.surprise"] = p.header["head.bias"];
             p.header.erase("head.bias");
         })},
        {"a missing tensor", ErrorCode::BadInput, "missing", parsed([](Parts& p) {
             const std::size_t begin = p.header["text_head.weight"]["data_offsets"][0];
             p.header.erase("text_head.weight"); // the last in the file
             p.data.resize(begin);
         })},
        {"a value that is not a number", ErrorCode::BadInput, "not finite", parsed([](Parts& p) {
             const std::size_t begin = p.header["cell.theta_z"]["data_offsets"][0];
             p.data.replace(begin, 4, "\xff\xff\xff\x7f", 4);
         })},
        {"an infinite value", ErrorCode::BadInput, "head.weight", parsed([](Parts& p) {
             const std::size_t begin = p.header["head.weight"]["data_offsets"][0];
             p.data.replace(begin, 4, std::string("\0\0\x80\x7f", 4));
         })},
        {"a key of a newer version", ErrorCode::BadInput, "hyperbolic",
         configured("hyperbolic", true)},
        {"a width that would fill memory", ErrorCode::BadInput, "width",
         configured("width", 1000000)},
        {"a wider model than its tensors", ErrorCode::BadInput, "configuration says",
         configured("width", 2048)},
        {"layers without end", ErrorCode::BadInput, "layers", configured("layers", 2000000000)},
        {"heads that do not divide", ErrorCode::BadInput, "heads", configured("heads", 5)},
        {"no heads", ErrorCode::BadInput, "heads", configured("heads", 0)},
        {"a size that is text", ErrorCode::BadInput, "layers", configured("layers", "2")},
        {"an unknown fusion", ErrorCode::BadInput, "fusion", configured("fusion", "blender")},
        {"an empty window", ErrorCode::BadInput, "window", configured("windowLow", 1e9)},
    };
    return cases;
}

} // namespace

class ModelFileTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    /// One saved model for all cases.
    std::string savedBytes() {
        static const std::string bytes = [this] {
            const auto model = hashedModel(ModelConfig::tiny(true));
            const auto saved = model->save(path("good"), "tiny", "{}", false);
            return saved ? readAll(path("good")) : std::string();
        }();
        return bytes;
    }

private Q_SLOTS:
    void aModelReadsBackAsItWas() {
        const auto model = hashedModel(ModelConfig::tiny(false));
        const auto hash = model->save(path("m.safetensors"), "tiny-1", R"({"seed":1})", false);
        QVERIFY2(hash, hash ? "" : hash.error().message.c_str());
        const auto read = Model::load(path("m.safetensors"));
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        const ModelInfo& info = (*read)->info();
        QCOMPARE(QString::fromStdString(info.name), "tiny-1");
        QCOMPARE(QString::fromStdString(info.provenance), R"({"seed":1})");
        QCOMPARE(info.config.toJson(), model->info().config.toJson());
        QCOMPARE(info.parameters, model->info().parameters);
        QCOMPARE((*read)->vocabulary(), model->vocabulary());
        const NetworkInput input = hashedInput(1, {Phase::Arterial, Phase::Delayed});
        QCOMPARE((*read)->encodeCase(input).value(), model->encodeCase(input).value());
        QCOMPARE((*read)->encodeText("renal cyst").value(),
                 model->encodeText("renal cyst").value());
    }

    void theHashIsThatOfTheFile() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        const auto hash = model->save(path("h.safetensors"), "tiny", "{}", true);
        QVERIFY(hash);
        QFile file(QString::fromStdString(path("h.safetensors").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCryptographicHash sha(QCryptographicHash::Sha256);
        QVERIFY(sha.addData(&file));
        QCOMPARE(QByteArray::fromStdString(*hash), sha.result().toHex());
        QCOMPARE((*Model::load(path("h.safetensors")))->info().hash, *hash);
    }

    void halfPrecisionIsHalfTheSizeAndClose() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        QVERIFY(model->save(path("full"), "tiny", "{}", false));
        QVERIFY(model->save(path("half"), "tiny", "{}", true));
        const double full = std::filesystem::file_size(path("full"));
        const double half = std::filesystem::file_size(path("half"));
        QVERIFY(half < 0.55 * full);
        const NetworkInput input = hashedInput(1, {Phase::Arterial});
        const auto exact = model->encodeCase(input),
                   read = (*Model::load(path("half")))->encodeCase(input);
        QVERIFY(exact && read);
        for (std::size_t i = 0; i < exact->size(); ++i)
            QVERIFY(std::abs((*exact)[i] - (*read)[i]) < 5e-3);
    }

    void savingReplacesWholeFilesAndLeavesNothingElse() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "m";
        writeAll(file, "an older model");
        QVERIFY(model->save(file, "tiny", "{}", true));
        QVERIFY(Model::load(file));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        const auto failed = model->save(file / "below a file", "tiny", "{}", true);
        QCOMPARE(failed.error().code, ErrorCode::Io);
        QCOMPARE(model->save(file, "tiny", "{", true).error().code, ErrorCode::BadInput);
        QCOMPARE(model->save(file, "\xff", "{}", true).error().code, ErrorCode::BadInput);
        QVERIFY(Model::load(file));
    }

    void aModelThatIsNotFiniteIsNotSaved() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        model->net().head->weight[0][0] = 1e6; // beyond fp16
        QVERIFY(model->save(path("big"), "tiny", "{}", false));
        QCOMPARE(model->save(path("bad"), "tiny", "{}", true).error().code, ErrorCode::Model);
        QVERIFY(!std::filesystem::exists(path("bad")));
        QVERIFY(Model::load(path("big")));
    }

    void damagedFilesAreErrors_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < damages().size(); ++i)
            QTest::newRow(damages()[i].name) << int(i);
    }
    void damagedFilesAreErrors() {
        QFETCH(int, index);
        const Case& damaged = damages()[std::size_t(index)];
        QVERIFY(!savedBytes().empty());
        writeAll(path("damaged"), damaged.damage(savedBytes()));
        const auto read = Model::load(path("damaged"));
        QVERIFY(!read);
        QVERIFY2(read.error().code == damaged.code, read.error().message.c_str());
        QVERIFY2(QString::fromStdString(read.error().message).contains(damaged.says),
                 read.error().message.c_str());
        QCOMPARE(read.error().subject, path("damaged").string());
    }

    void anythingButAFileIsAnError() {
        QCOMPARE(Model::load(path("absent")).error().code, ErrorCode::NotFound);
        QCOMPARE(Model::load(m_folder.path().toStdString()).error().code, ErrorCode::BadInput);
        QCOMPARE(Model::load("/dev/zero").error().code, ErrorCode::BadInput);
    }

    void truncationAnywhereIsAnError() {
        const std::string whole = savedBytes();
        QVERIFY(!whole.empty());
        for (std::size_t length = 0; length < whole.size(); length += whole.size() / 60 + 1) {
            writeAll(path("short"), whole.substr(0, length));
            QVERIFY(!Model::load(path("short")));
        }
    }

    void configurationsReadBack() {
        for (const bool robust : {false, true})
            for (const auto& config : {ModelConfig::paper(robust), ModelConfig::compact(robust),
                                       ModelConfig::tiny(robust)}) {
                const auto read = ModelConfig::fromJson(config.toJson());
                QVERIFY2(read, read ? "" : read.error().message.c_str());
                QCOMPARE(read->toJson(), config.toJson());
            }
        QVERIFY(!ModelConfig::fromJson("{}"));
        QVERIFY(!ModelConfig::fromJson("nonsense"));
    }

    void aVocabularyThatCannotBeStoredIsRefused() {
        auto tokens = smallVocabulary();
        tokens[20] = "two\nlines";
        QCOMPARE(Model::create(ModelConfig::tiny(true), tokens, 1).error().code,
                 ErrorCode::BadInput);
        QVERIFY(!Model::create(ModelConfig::tiny(true), {"liver"}, 1));
    }
};

QTEST_GUILESS_MAIN(ModelFileTest)
#include "test_model_file.moc"

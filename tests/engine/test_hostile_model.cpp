// No model file, however made, does harm: a sentence that says what is wrong, and nothing else.
#include <functional>

#include "engine/model/SafeTensors.h"
#include "tests/engine/ModelBytes.h"
#include "tests/engine/test_model_support.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bolus;
using namespace bolus::test;

namespace {

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
        {"header length of zero", ErrorCode::BadInput, "JSON",
         [](auto b) { return std::string(8, '\0') + b.substr(8); }},
        {"header length of 2^63", ErrorCode::BadInput, "header is longer",
         [](auto b) { return std::string(7, '\0') + '\x80' + b.substr(8); }},
        {"a header and nothing else", ErrorCode::BadInput, "truncated",
         [](const std::string& b) { return b.substr(0, b.size() - partsOf(b).data.size()); }},
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
        {"a metadata key twice", ErrorCode::BadInput, "twice",
         [](auto) { return withHeader(R"({"__metadata__":{"a":"1","a":"2"}})", ""); }},
        {"a field twice", ErrorCode::BadInput, "twice",
         [](auto) { return withHeader(R"({"a":{"dtype":"F32","dtype":"F16"}})", ""); }},
        {"five million empty lists", ErrorCode::BadInput, "too many values",
         [](auto) {
             std::string text = "{\"a\":[[]";
             for (int i = 0; i < 5'000'000; ++i)
                 text += ",[]";
             return withHeader(text + "]}", "");
         }},
        {"a million keys", ErrorCode::BadInput, "too many values",
         [](auto) {
             std::string text = "{\"a\":1";
             for (int i = 0; i < 1'000'000; ++i)
                 text += ",\"" + std::to_string(i) + "\":1";
             return withHeader(text + "}", "");
         }},
        {"a name of a megabyte", ErrorCode::BadInput, "too long",
         [](auto) { return withHeader("{\"" + std::string(1 << 20, 'a') + "\":{}}", ""); }},
        {"a name that talks to the terminal", ErrorCode::BadInput, "control characters",
         [](auto) { return withHeader(R"({"a\u001b[2J":{}})", ""); }},
        {"no metadata", ErrorCode::BadInput, "bolus.config",
         parsed([](Parts& p) { p.header.erase("__metadata__"); })},
        {"metadata that is a number", ErrorCode::BadInput, "metadata",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.config"] = 5; })},
        {"provenance that is not JSON", ErrorCode::BadInput, "provenance",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.provenance"] = "{"; })},
        {"a vocabulary too small", ErrorCode::BadInput, "vocabulary",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.vocabulary"] = "[PAD]\n[UNK]\n"; })},
        {"a vocabulary too large", ErrorCode::BadInput, "vocabulary has 5000000",
         parsed([](Parts& p) {
             p.header["__metadata__"]["bolus.vocabulary"] = std::string(5'000'000, '\n');
         })},
        {"a vocabulary of another model", ErrorCode::BadInput, "[CLS]", parsed([](Parts& p) {
             auto& text = p.header["__metadata__"]["bolus.vocabulary"];
             std::string tokens = text.get<std::string>();
             text = tokens.replace(tokens.find("[CLS]"), 5, "<cls>");
         })},
        {"a vocabulary with an empty line", ErrorCode::BadInput, "not one line",
         parsed([](Parts& p) {
             auto& text = p.header["__metadata__"]["bolus.vocabulary"];
             std::string tokens = text.get<std::string>();
             text = tokens.replace(tokens.find("cyst"), 4, "");
         })},
        {"a provenance without end", ErrorCode::BadInput, "provenance", parsed([](Parts& p) {
             p.header["__metadata__"]["bolus.provenance"] =
                 std::string(1 << 20, '[') + std::string(1 << 20, ']');
         })},
        {"a configuration without end", ErrorCode::BadInput, "not written by Bolus",
         parsed([](Parts& p) {
             p.header["__metadata__"]["bolus.config"] = std::string(1 << 20, '[');
         })},
        {"a configuration with control characters", ErrorCode::BadInput, "not written by Bolus",
         configured("\x1b[2J", 1)},
        {"a name of two lines", ErrorCode::BadInput, "name",
         parsed([](Parts& p) { p.header["__metadata__"]["bolus.name"] = "two\nlines"; })},
        {"a gap", ErrorCode::BadInput, "leaves a gap", parsed([](Parts& p) {
             const std::size_t at = p.header["head.bias"]["data_offsets"][1];
             for (auto& [name, fields] : p.header.items())
                 if (name != "__metadata__" && fields["data_offsets"][0] >= at)
                     for (Json& offset : fields["data_offsets"])
                         offset = offset.get<std::size_t>() + 4;
             p.data.insert(at, 4, '\0');
         })},
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
        {"a negative shape", ErrorCode::BadInput, "impossible shape",
         parsed([](Parts& p) { p.header["head.bias"]["shape"] = {-16}; })},
        {"a shape of -4 times -4", ErrorCode::BadInput, "impossible shape", parsed([](Parts& p) {
             p.header["head.bias"]["shape"] = {-4, -4};
         })},
        {"a shape of 2^64 + 16", ErrorCode::BadInput, "impossible shape",
         [](auto) {
             return withHeader(R"({"a":{"dtype":"F32","shape":[18446744073709551632],)"
                               R"("data_offsets":[0,64]}})",
                               std::string(64, '\0'));
         }},
        {"a shape of many axes", ErrorCode::BadInput, "impossible shape",
         parsed([](Parts& p) { p.header["head.bias"]["shape"] = {16, 1, 1, 1, 1, 1, 1, 1, 1}; })},
        {"a shape that is text", ErrorCode::BadInput, "impossible shape",
         parsed([](Parts& p) { p.header["head.bias"]["shape"] = "16"; })},
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
        {"a type that is a sentence", ErrorCode::BadInput, "dtype",
         parsed([](Parts& p) { p.header["head.bias"]["dtype"] = "\x1b[2Jan invented type"; })},
        {"another type than its size", ErrorCode::BadInput, "another size",
         parsed([](Parts& p) { p.header["head.bias"]["dtype"] = "BF16"; })},
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

bool tilesItsData(const SafeTensorsHeader& header, std::uint64_t bytes) {
    std::uint64_t reached = 0;
    for (const TensorEntry& entry : header.entries) {
        std::uint64_t size = tensorTypeBytes(entry.type);
        for (const std::int64_t one : entry.shape)
            size *= static_cast<std::uint64_t>(one);
        if (entry.begin != reached || entry.end - entry.begin != size)
            return false;
        reached = entry.end;
    }
    return reached == bytes;
}

} // namespace

class HostileModelTest : public QObject {
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

    void truncationAnywhereIsAnError() {
        const std::string whole = savedBytes();
        QVERIFY(!whole.empty());
        for (std::size_t length = 0; length < whole.size(); length += whole.size() / 60 + 1) {
            writeAll(path("short"), whole.substr(0, length));
            QVERIFY(!Model::load(path("short")));
        }
    }

    void truncationAtEveryPowerOfTwoIsAnError() {
        const std::string whole = savedBytes();
        for (std::size_t power = 1; power < whole.size(); power *= 2)
            for (const std::size_t length : {power - 1, power, power + 1}) {
                writeAll(path("short"), whole.substr(0, length));
                const auto read = Model::load(path("short"));
                QVERIFY(!read);
                QCOMPARE(read.error().code, ErrorCode::BadInput);
            }
    }

    void filesThatWouldFillMemoryAreRefusedUnread() {
        const std::string whole = savedBytes();
        // Sparse: they take no room on the disk.
        const auto stretched = [&](const std::string& bytes, std::uintmax_t size) {
            writeAll(path("huge"), bytes);
            std::error_code status;
            std::filesystem::resize_file(path("huge"), size, status);
            return !status;
        };
        const std::uint64_t length = 100u << 20;
        std::string prefix;
        for (int i = 0; i < 8; ++i)
            prefix += static_cast<char>(length >> (8 * i) & 255);
        QVERIFY(stretched(prefix + whole.substr(8), length + 4096));
        auto read = Model::load(path("huge"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadInput);
        QVERIFY(read.error().message.find("16 MB") != std::string::npos);
        if (!stretched(whole, std::uintmax_t(9) << 30))
            QSKIP("This disk holds no file of 9 GB.");
        read = Model::load(path("huge"));
        std::filesystem::remove(path("huge"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::TooLarge);
    }

    void notANumberIsRefusedInEveryType_data() {
        QTest::addColumn<QString>("dtype");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("half") << "F16" << QByteArray::fromHex("007e");
        QTest::newRow("half, infinite") << "F16" << QByteArray::fromHex("00fc");
        QTest::newRow("bfloat") << "BF16" << QByteArray::fromHex("c07f");
        QTest::newRow("bfloat, infinite") << "BF16" << QByteArray::fromHex("80ff");
    }
    void notANumberIsRefusedInEveryType() {
        QFETCH(QString, dtype);
        QFETCH(QByteArray, value);
        QVERIFY(hashedModel(ModelConfig::tiny(true))->save(path("half"), "tiny", "{}", true));
        Parts parts = partsOf(readAll(path("half")));
        parts.header["head.bias"]["dtype"] = dtype.toStdString();
        writeAll(path("typed"), withHeader(parts.header.dump(), parts.data));
        QVERIFY(Model::load(path("typed"))); // F16's bytes are small numbers in BF16 too
        const std::size_t at = parts.header["head.bias"]["data_offsets"][0];
        parts.data.replace(at + 6, 2, value.toStdString());
        writeAll(path("typed"), withHeader(parts.header.dump(), parts.data));
        const auto read = Model::load(path("typed"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadInput);
        QVERIFY(read.error().message.find("head.bias") != std::string::npos);
    }

    /// Whatever a header is turned into, what is accepted lies within the data and fits its shape.
    void changedHeadersAreRefusedOrHarmless() {
        const std::string whole = savedBytes();
        const Parts parts = partsOf(whole);
        const std::string header = whole.substr(8, whole.size() - 8 - parts.data.size());
        const std::string_view alphabet = "0123456789-+.eE[]{}:,\"\\ \xff";
        const auto random = hashed("damage", 3 * 1500);
        int refused = 0;
        for (std::size_t i = 0; i < random.size(); i += 3) {
            const auto pick = [&](std::size_t k, std::size_t count) {
                return static_cast<std::size_t>((random[i + k] + 1) / 2 * double(count)) % count;
            };
            std::string changed = header;
            const std::size_t at = pick(0, header.size());
            changed.replace(at, 1 + pick(2, 2), 1, alphabet[pick(1, alphabet.size())]);
            const auto read = parseSafeTensorsHeader(changed, parts.data.size());
            refused += !read;
            if (read)
                QVERIFY2(tilesItsData(*read, parts.data.size()), changed.c_str());
        }
        QVERIFY(refused > 500);
    }
};

QTEST_GUILESS_MAIN(HostileModelTest)
#include "test_hostile_model.moc"

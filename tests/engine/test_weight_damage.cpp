// Public weights that are damaged or do not fit: a sentence each, about what and where.
#include <cmath>
#include <functional>

#include "engine/import/ImportPlan.h"
#include "tests/engine/WeightFiles.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Damage {
    const char* name;
    ErrorCode code;
    const char* says;
    std::function<void(Tensors&)> change;
};

Damage reshaped(const char* name, const char* tensor, const Shape& shape) {
    return {name, ErrorCode::BadInput, tensor, [=](Tensors& t) { t.at(tensor).shape = shape; }};
}
Damage without(const char* name, const char* tensor) {
    return {name, ErrorCode::BadInput, tensor, [=](Tensors& t) { t.remove(tensor); }};
}
Damage with(const char* name, const char* tensor) {
    return {name, ErrorCode::BadInput, tensor, [=](Tensors& t) { t.add(tensor, {2}); }};
}

const std::vector<Damage>& damages() {
    static const std::vector<Damage> all{
        without("no positions", "vision_encoder.patch_embedding.position_embeddings"),
        without("no query in the middle",
                "language_encoder.encoder.layer.5.attention.self.query.bias"),
        without("no first MLP", "vision_encoder.blocks.0.mlp.linear1.weight"),
        without("no words", "language_encoder.embeddings.word_embeddings.weight"),
        without("no segments", "language_encoder.embeddings.token_type_embeddings.weight"),
        without("no kernel", "vision_encoder.patch_embedding.patch_embeddings.1.weight"),
        reshaped("positions of another grid", "vision_encoder.patch_embedding.position_embeddings",
                 {1, 2047, 128}),
        reshaped("a kernel of another patch",
                 "vision_encoder.patch_embedding.patch_embeddings.1.weight", {128, 512}),
        reshaped("a kernel with three axes",
                 "vision_encoder.patch_embedding.patch_embeddings.1.weight", {128, 32, 32}),
        reshaped("words of one axis", "language_encoder.embeddings.word_embeddings.weight", {40}),
        reshaped("segments of no width", "language_encoder.embeddings.token_type_embeddings.weight",
                 {2, 1}),
        reshaped("a narrow norm", "vision_encoder.norm.bias", {127}),
        reshaped("query and key swapped for a wider one",
                 "language_encoder.encoder.layer.11.attention.self.key.weight", {128, 256}),
        with("a block too many", "vision_encoder.blocks.12.norm1.weight"),
        with("a block without end", "vision_encoder.blocks.999999999999.norm1.weight"),
        with("a bias that the tower has not", "vision_encoder.blocks.3.attn.qkv.bias"),
        with("relative positions",
             "language_encoder.encoder.layer.2.attention.self.distance_embedding.weight"),
        {"LayerNorm under both names", ErrorCode::BadInput, "two names",
         [](Tensors& t) { t.add("language_encoder.embeddings.LayerNorm.gamma", {128}); }},
        {"a type that is not read", ErrorCode::Unsupported, "vision_encoder.norm.weight",
         [](Tensors& t) { t.at("vision_encoder.norm.weight").type = "F64"; }},
        {"a width that tells no heads", ErrorCode::BadInput, "config.json",
         [](Tensors& t) { t = m3dClip({.width = 96, .mlp = 32, .vocabulary = 40, .tokens = 8}); }},
        {"a position only", ErrorCode::BadInput, "maxTokens",
         [](Tensors& t) { t = m3dClip({.width = 64, .mlp = 32, .vocabulary = 40, .tokens = 1}); }},
        {"another model altogether", ErrorCode::BadInput, "neither",
         [](Tensors& t) {
             t = {};
             t.add("model.diffusion.weight", {2, 2});
         }},
    };
    return all;
}

struct BadVocabulary {
    const char* name;
    const char* says;
    std::function<std::string(std::vector<std::string>)> text;
};

const std::vector<BadVocabulary>& badVocabularies() {
    using Tokens = std::vector<std::string>;
    static const std::vector<BadVocabulary> all{
        {"empty", "[PAD]", [](Tokens) { return std::string(); }},
        {"one too few", "39 entries",
         [](Tokens t) {
             t.pop_back();
             return lines(t);
         }},
        {"one too many", "41 entries",
         [](Tokens t) {
             t.push_back("spleen");
             return lines(t);
         }},
        {"a token twice", "line 5 and in line 40",
         [](Tokens t) {
             t[39] = t[4];
             return lines(t);
         }},
        {"an empty line", "Line 8",
         [](Tokens t) {
             t[7].clear();
             return lines(t);
         }},
        {"no [CLS]", "[CLS]",
         [](Tokens t) {
             t[2] = "cls";
             return lines(t);
         }},
        {"no [SEP]", "[SEP]",
         [](Tokens t) {
             t[3] = "sep";
             return lines(t);
         }},
        {"no [PAD]", "[PAD]",
         [](Tokens t) {
             t[0] = "pad";
             return lines(t);
         }},
        {"no [UNK]", "[UNK]",
         [](Tokens t) {
             t[1] = "unk";
             return lines(t);
         }},
        {"not UTF-8", "UTF-8",
         [](Tokens t) {
             t[30] = "\xff\xfe";
             return lines(t);
         }},
        {"UTF-16", "UTF-8", [](Tokens) { return std::string("\xff\xfe[\0P\0", 6); }},
    };
    return all;
}

} // namespace

class WeightDamageTest : public QObject {
    Q_OBJECT
private:
    WeightFolders m_folders;

private Q_SLOTS:
    void aScaleBeyondTheLargestIsTheLargest() {
        Written file = write(m3dClip(narrow));
        file.overwrite("logit_scale", 0x447a0000); // 1000
        const auto model =
            m_folders.imported(m_folders.place(file.bytes(), lines(smallVocabulary())));
        QVERIFY(model);
        QCOMPARE(model->net->logScale.item<float>(), std::log(100.0F));
        file.overwrite("logit_scale", 0xbf800000); // -1
        compareError(m_folders.imported(m_folders.place(file.bytes(), lines(smallVocabulary()))),
                     ErrorCode::BadInput, "logit_scale");
    }

    void whatDoesNotFitIsASentence_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < damages().size(); ++i)
            QTest::newRow(damages()[i].name) << int(i);
    }
    void whatDoesNotFitIsASentence() {
        QFETCH(int, index);
        const Damage& damage = damages()[std::size_t(index)];
        Tensors tensors = m3dClip(narrow);
        damage.change(tensors);
        compareError(m_folders.imported(m_folders.place(tensors)), damage.code, damage.says);
    }

    void valuesThatAreNotFiniteAreRefused_data() {
        QTest::addColumn<QString>("tensor");
        for (const char* name :
             {"vision_encoder.blocks.7.mlp.linear2.weight", "language_encoder.pooler.dense.bias",
              "language_encoder.embeddings.token_type_embeddings.weight", "logit_scale"})
            QTest::newRow(name) << name;
    }
    void valuesThatAreNotFiniteAreRefused() {
        QFETCH(QString, tensor);
        for (const std::uint32_t pattern : {0x7fc00000u, 0xff800000u}) {
            Written file = write(m3dClip(narrow));
            file.overwrite(tensor.toStdString(), pattern);
            compareError(
                m_folders.imported(m_folders.place(file.bytes(), lines(smallVocabulary()))),
                ErrorCode::BadInput, "not finite");
        }
    }

    void damagedFilesAreErrors() {
        const std::string whole =
            write(bert({.width = 64, .mlp = 32, .vocabulary = 40, .tokens = 8})).bytes();
        const std::string vocabulary = lines(smallVocabulary());
        QVERIFY(m_folders.imported(m_folders.place(whole, vocabulary)));
        for (std::size_t length = 0; length < whole.size(); length += whole.size() / 20 + 1)
            QVERIFY(!m_folders.imported(m_folders.place(whole.substr(0, length), vocabulary)));
        const std::string one = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
        const std::string header = "{" + one + "," + one + "}";
        std::string twice{static_cast<char>(header.size()), 0, 0, 0, 0, 0, 0, 0};
        compareError(m_folders.imported(m_folders.place(twice + header + "1234", vocabulary)),
                     ErrorCode::BadInput, "twice");
        compareError(
            m_folders.imported(m_folders.place("PK\3\4 a ZIP archive of pickles", vocabulary)),
            ErrorCode::Unsupported, "pickle");
        QCOMPARE(m_folders.imported("/nowhere/model.safetensors").error().code,
                 ErrorCode::NotFound);
    }

    void aVocabularyThatDoesNotFitIsASentence_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < badVocabularies().size(); ++i)
            QTest::newRow(badVocabularies()[i].name) << int(i);
    }
    void aVocabularyThatDoesNotFitIsASentence() {
        QFETCH(int, index);
        const BadVocabulary& bad = badVocabularies()[std::size_t(index)];
        const auto file = m_folders.place(bert(narrow));
        writeAll(file.parent_path() / "vocab.txt", bad.text(smallVocabulary()));
        const auto model = m_folders.imported(file);
        compareError(model, ErrorCode::BadInput, bad.says);
        QCOMPARE(model.error().subject, (file.parent_path() / "vocab.txt").string());
    }

    void configJsonTellsWhatShapesDoNot() {
        const auto file = m_folders.place(bert(narrow));
        const auto say = [&](const std::string& text) {
            writeAll(file.parent_path() / "config.json", text);
            return m_folders.imported(file);
        };
        QCOMPARE(say(R"({"model_type":"bert","num_attention_heads":4})")->config.textHeads, 4);
        QCOMPARE(say("{}")->config.textHeads, 2);
        compareError(say(R"({"num_attention_heads":5})"), ErrorCode::BadInput, "heads");
        compareError(say(R"({"model_type":"roberta"})"), ErrorCode::Unsupported, "roberta");
        compareError(say(R"({"hidden_act":"relu"})"), ErrorCode::Unsupported, "hidden_act");
        compareError(say(R"({"position_embedding_type":"relative_key"})"), ErrorCode::Unsupported,
                     "position");
        compareError(say("nonsense"), ErrorCode::BadInput, "JSON");
        compareError(say(std::string(2 << 20, '[')), ErrorCode::BadInput, "config.json");
    }

    void aTensorThatWouldFillMemoryIsRefusedByItsShape() {
        for (const char* name :
             {"embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight",
              "embeddings.word_embeddings.weight"}) {
            Tensors tensors = bert(narrow);
            tensors.at(name).shape = {1 << 30, 128};
            const auto plan = planBert(headerOf(tensors), {}, ModelConfig::tiny(true));
            QVERIFY2(!plan && plan.error().code == ErrorCode::BadInput, name);
        }
    }

    void cancellingStopsBetweenTensors() {
        NoProgress progress;
        progress.stopAfter = 100;
        const auto model = importWeights({.file = m_folders.place(m3dClip(narrow)),
                                          .vocabulary = {},
                                          .start = ModelConfig::tiny(true),
                                          .vision = {}},
                                         progress);
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Cancelled);
        QVERIFY(progress.steps <= 101);
    }
};

QTEST_GUILESS_MAIN(WeightDamageTest)
#include "test_weight_damage.moc"

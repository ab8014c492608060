// Public weights: each tensor finds its place, and the towers compute what they did.
#include <cmath>
#include <iterator>

#include "engine/import/ImportPlan.h"
#include "tests/engine/WeightFiles.h"

#include <QCryptographicHash>

using namespace bolus;
using namespace bolus::test;

class WeightImportTest : public QObject {
    Q_OBJECT
private:
    WeightFolders m_folders;

    static Json golden() {
        std::ifstream stream(BOLUS_SOURCE_DIR "/tests/engine/golden/weight_import.json");
        return Json::parse(stream);
    }
    static void compareNumbers(const torch::Tensor& values, const Json& wanted) {
        const auto expected = torch::tensor(wanted.get<std::vector<double>>(), torch::kFloat64);
        QCOMPARE(values.numel(), expected.numel());
        const double off = largestDifference(values.flatten(), expected);
        QVERIFY2(off < 1e-4, std::to_string(off).c_str());
    }

private Q_SLOTS:
    void thePublishedFileIsThePaperSize() {
        const Tensors tensors = m3dClip(real);
        QCOMPARE(tensors.entries.size(), std::size_t(342));
        const auto plan = planM3dClip(headerOf(tensors), {}, ModelConfig::paper(true));
        QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
        ModelConfig wanted = ModelConfig::paper(true);
        wanted.vocabulary = 30522;
        QCOMPARE(plan->config.toJson(), wanted.toJson());
        QVERIFY(plan->missing.empty());
        QCOMPARE(plan->transfers.size(), std::size_t(342));
        const PamnNet net(plan->config, ParameterSource::empty(torch::kMeta));
        const auto parameters = net.named_parameters();
        std::map<std::string, std::int64_t> given; // values for each parameter
        int leftOut = 0;
        for (std::size_t i = 0; i < tensors.entries.size(); ++i) {
            const Transfer& transfer = plan->transfers[i];
            leftOut += transfer.target.empty();
            if (transfer.target.empty())
                continue;
            QVERIFY2(parameters.contains(transfer.target), transfer.target.c_str());
            given[transfer.target] += transfer.change == Change::AddFirstRow ? 0
                                      : transfer.change == Change::Patch
                                          ? 8 * c10::multiply_integers(tensors.entries[i].shape)
                                      : transfer.change == Change::PoolPositions
                                          ? c10::multiply_integers(tensors.entries[i].shape) / 8
                                          : c10::multiply_integers(tensors.entries[i].shape);
        }
        QCOMPARE(leftOut, 2); // the pooler
        for (const auto& item : parameters) {
            const bool tower = item.key().starts_with("phase_encoder.") ||
                               item.key().starts_with("text_") || item.key().starts_with("head.");
            QVERIFY2(!tower || given[item.key()] == item.value().numel(), item.key().c_str());
        }
    }

    void theImageTowerComputesWhatItDidOnHalfTheResolution() {
        const auto model = m_folders.imported(m_folders.place(m3dClip(narrow)));
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const torch::NoGradGuard noGrad;
        const auto tokens = model->net->encodePhases(hashedVoxels(1, 0).view({1, 1, 32, 256, 256}));
        using torch::indexing::Slice;
        compareNumbers(tokens[0].index({Slice(0, c10::nullopt, 37), Slice(0, c10::nullopt, 5)}),
                       golden()["tokens"]);
    }

    void theTextTowerComputesWhatItDid() {
        const auto model = m_folders.imported(m_folders.place(m3dClip(narrow)));
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const torch::NoGradGuard noGrad;
        const Json wanted = golden();
        std::vector<torch::Tensor> raw, vectors;
        for (const Json& row : wanted["ids"]) {
            const auto ids =
                torch::tensor(row.get<std::vector<std::int64_t>>(), torch::kInt64).unsqueeze(0);
            raw.push_back(model->net->textEncoder->forward(ids, torch::ones_like(ids)));
            vectors.push_back(model->net->encodeText(ids, torch::ones_like(ids)));
        }
        using torch::indexing::Slice;
        const auto every4th = [](const std::vector<torch::Tensor>& rows) {
            return torch::cat(rows).index({Slice(), Slice(0, c10::nullopt, 4)});
        };
        compareNumbers(every4th(raw), wanted["texts"]);
        compareNumbers(every4th(vectors), wanted["text_vectors"]);
    }

    void aKernelOfHalfTheResolutionIsExactOnTheMean() {
        const auto model = m_folders.imported(m_folders.place(m3dClip(narrow)));
        QVERIFY(model);
        const torch::NoGradGuard noGrad;
        const auto patch = hashedTensor("a patch", {8, 32, 32}, {0, 1}).to(torch::kFloat32);
        const std::string name = "vision_encoder.patch_embedding.patch_embeddings.1.";
        const auto kernel = valuesOf(name + "weight", {128, 1024});
        const auto mean = torch::avg_pool3d(patch.view({1, 1, 8, 32, 32}), 2).flatten();
        const auto wanted = torch::mv(kernel, mean) + valuesOf(name + "bias", {128});
        const auto got = model->net->phaseEncoder->patch->forward(patch.flatten());
        QVERIFY(largestDifference(got, wanted) < 1e-5);
    }

    void theReportTellsWhereEachTensorWent() {
        const auto file = m_folders.place(m3dClip(narrow));
        const auto model = m_folders.imported(file);
        QVERIFY(model);
        const ImportReport& report = model->report;
        QCOMPARE(report.used.size() + report.converted.size() + report.unused.size(),
                 std::size_t(342));
        QCOMPARE(namesOf(report.unused),
                 (std::vector<std::string>{"language_encoder.pooler.dense.weight",
                                           "language_encoder.pooler.dense.bias"}));
        // 72 of q, k and v; words' positions and segments; kernel, its grid, the scale.
        QCOMPARE(report.converted.size(), std::size_t(77));
        QVERIFY(report.missing.empty());
        for (const std::string& name : report.seeded)
            QVERIFY2(!name.starts_with("phase_encoder.") && !name.starts_with("text_"),
                     name.c_str());
        QVERIFY(std::ranges::find(report.seeded, "cell.theta_z") != report.seeded.end());
        QVERIFY(model->kind == WeightKind::M3dClip);
        QCOMPARE(model->net->logScale.item<float>(), std::log(14.25F));
        std::ifstream stream(file, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
        QCOMPARE(
            QByteArray::fromStdString(model->sourceHash),
            QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256)
                .toHex());
    }

    void whatItMakesIsAModelLikeAnyOther() {
        const auto model = m_folders.imported(m_folders.place(m3dClip(narrow)));
        QVERIFY(model);
        const auto file = m_folders.path("m.safetensors");
        const auto hash = model->save(file, "m3d-clip", R"({"seed":1})", false);
        QVERIFY2(hash, hash ? "" : hash.error().message.c_str());
        const auto loaded = Model::load(file);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE((*loaded)->info().hash, *hash);
        QCOMPARE((*loaded)->info().parameters, model->parameters());
        QVERIFY((*loaded)->encodeText("hepatic cyst"));
        QVERIFY((*loaded)->encodeCase(hashedInput(1, {Phase::Arterial, Phase::Delayed})));
        const auto again = m_folders.imported(m_folders.place(m3dClip(narrow)));
        QCOMPARE(again->save(file, "m3d-clip", R"({"seed":1})", false).value(), *hash);
    }

    void halfPrecisionIsRead_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("F16") << "F16" << 1e-4;
        QTest::newRow("BF16") << "BF16" << 1e-3;
    }
    void halfPrecisionIsRead() {
        QFETCH(QString, type);
        QFETCH(double, tolerance);
        Tensors tensors = bert(narrow);
        for (auto& entry : tensors.entries)
            entry.type = type.toStdString();
        const auto model = m_folders.imported(m_folders.place(tensors));
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const auto words = valuesOf("embeddings.word_embeddings.weight", {40, 128});
        const double off = largestDifference(model->net->textEncoder->words, words);
        QVERIFY(off > 0 && off < tolerance);
    }

    void aBertIsTheTextTowerOfAFreshModel() {
        const auto model = importWeights({.file = m_folders.place(bert(narrow, "bert.")),
                                          .vocabulary = {},
                                          .start = ModelConfig::tiny(false),
                                          .vision = {}},
                                         m_folders.progress);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QVERIFY(model->kind == WeightKind::Bert);
        ModelConfig wanted = ModelConfig::tiny(false);
        wanted.textLayers = 12;
        wanted.textWidth = 128;
        wanted.textHeads = 2;
        wanted.textMlp = 96;
        wanted.maxTokens = 24;
        wanted.vocabulary = 40;
        QCOMPARE(model->config.toJson(), wanted.toJson());
        const auto other = Model::create(wanted, smallVocabulary(), 7);
        QCOMPARE(model->parameters(), (*other)->info().parameters);
        QVERIFY(model->net->phaseEncoder->positions.abs().max().item<float>() > 0.01);
        QVERIFY(torch::isfinite(model->net->head->weight).all().item<bool>());
    }

    void namesFromTensorFlowAreUnderstood() {
        Tensors old, now = bert(narrow, "bert.");
        addBert(old, "bert.", narrow, "gamma", "beta");
        for (std::size_t i = 0; i < old.entries.size(); ++i)
            old.entries[i].as = now.entries[i].name;
        old.add("cls.predictions.bias", {40});
        old.add("bert.embeddings.position_ids", {1, 24});
        old.entries.back().type = "I64";
        const auto a = m_folders.imported(m_folders.place(old)),
                   b = m_folders.imported(m_folders.place(now));
        QVERIFY2(a && b, a ? "" : a.error().message.c_str());
        QVERIFY(torch::equal(a->net->textEncoder->norm->weight, b->net->textEncoder->norm->weight));
        QVERIFY(torch::equal(a->net->textEncoder->blocks[11]->norm2->bias,
                             b->net->textEncoder->blocks[11]->norm2->bias));
        const auto unused = namesOf(a->report.unused);
        for (const char* name : {"cls.predictions.bias", "bert.embeddings.position_ids"})
            QVERIFY2(std::ranges::find(unused, name) != unused.end(), name);
    }

    void aBertJoinsTheImageTowerOfAnotherModel() {
        const auto base = hashedModel(ModelConfig::tiny(true));
        const auto vision = m_folders.path("v.safetensors");
        const auto hash = base->save(vision, "eyes", R"({"data":"x"})", false);
        QVERIFY(hash);
        const auto model = importWeights(
            {.file = m_folders.place(bert(narrow)), .vocabulary = {}, .vision = vision},
            m_folders.progress);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->visionHash, *hash);
        QCOMPARE(model->visionName, "eyes");
        for (const auto& item : base->net().named_parameters()) {
            if (item.key().starts_with("text_"))
                continue;
            QVERIFY2(torch::equal(item.value(), model->net->named_parameters()[item.key()]),
                     item.key().c_str());
        }
        const auto wanted = valuesOf("embeddings.word_embeddings.weight", {40, 128});
        QVERIFY(torch::equal(model->net->textEncoder->words, wanted));
        for (const std::string& name : model->report.seeded)
            QVERIFY2(name.starts_with("text_head."), name.c_str());
        compareError(
            importWeights(
                {.file = m_folders.place(m3dClip(narrow)), .vocabulary = {}, .vision = vision},
                m_folders.progress),
            ErrorCode::BadInput, "image tower of its own");
    }

    void theSeedDecidesWhatIsNotInTheFile() {
        const auto file = m_folders.place(m3dClip(narrow));
        const auto theta = [&](std::uint64_t seed) {
            const auto model = importWeights({.file = file,
                                              .vocabulary = {},
                                              .start = ModelConfig::tiny(true),
                                              .vision = {},
                                              .seed = seed},
                                             m_folders.progress);
            return model ? model->net->readout->weight.clone() : torch::Tensor();
        };
        QVERIFY(torch::equal(theta(3), theta(3)));
        QVERIFY(!torch::equal(theta(3), theta(4)));
    }

    void projectionsThatAreNotThereOrDoNotFitAreTold() {
        Tensors tensors = m3dClip(narrow);
        tensors.remove("mm_vision_proj.bias");
        tensors.at("mm_language_proj.weight").shape = {64, 128};
        tensors.at("mm_language_proj.bias").shape = {64};
        const auto model = m_folders.imported(m_folders.place(tensors));
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->report.missing, (std::vector<std::string>{"mm_vision_proj.bias"}));
        const auto unused = namesOf(model->report.unused);
        QVERIFY(std::ranges::find(unused, "mm_language_proj.weight") != unused.end());
        const auto& seeded = model->report.seeded;
        QVERIFY(std::ranges::find(seeded, "text_head.weight") != seeded.end());
        QVERIFY(std::ranges::find(seeded, "head.bias") != seeded.end());
    }

    void aVocabularyMayLieElsewhereAndComeFromWindows() {
        const auto file = m_folders.place(write(bert(narrow)).bytes(), "");
        compareError(m_folders.imported(file), ErrorCode::NotFound, "vocab.txt");
        const auto elsewhere = file.parent_path() / "words";
        writeAll(elsewhere, "\xEF\xBB\xBF" + lines(smallVocabulary(), "\r\n"));
        const auto model = importWeights(
            {.file = file, .vocabulary = elsewhere, .start = ModelConfig::tiny(true), .vision = {}},
            m_folders.progress);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->vocabulary, smallVocabulary());
    }

    void aCasedVocabularyIsWarnedOf() {
        const auto file = m_folders.place(bert(narrow));
        auto cased = smallVocabulary();
        for (std::size_t i = 4; i < 10; ++i)
            cased[i][0] = static_cast<char>(std::toupper(cased[i][0]));
        writeAll(file.parent_path() / "vocab.txt", lines(cased));
        NoProgress progress;
        QVERIFY(importWeights(
            {.file = file, .vocabulary = {}, .start = ModelConfig::tiny(true), .vision = {}},
            progress));
        QCOMPARE(progress.warnings, (std::vector<std::string>{"cased_vocabulary"}));
        QVERIFY(m_folders.progress.warnings.empty());
    }

    void kindsAreTold() {
        QVERIFY(weightKind(m_folders.place(m3dClip(narrow))).value() == WeightKind::M3dClip);
        QVERIFY(weightKind(m_folders.place(bert(narrow))).value() == WeightKind::Bert);
        const auto own = m_folders.path("own.safetensors");
        QVERIFY(hashedModel(ModelConfig::tiny(true))->save(own, "own", "{}", true));
        QVERIFY(weightKind(own).value() == WeightKind::Bolus);
        compareError(m_folders.imported(own), ErrorCode::BadInput, "already");
    }
};

QTEST_GUILESS_MAIN(WeightImportTest)
#include "test_weight_import.moc"

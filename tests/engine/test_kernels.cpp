// The CPU's own kernels give what torch's general operators give, forwards and backwards.
#include <torch/torch.h>

#include <thread>

#include <dlfcn.h>

#include <QtTest>

#include "engine/model/AttentionKernel.h"
#include "engine/model/DepthwiseConv.h"
#include "engine/model/GeluKernel.h"
#include "engine/model/PamnNet.h"
#include "engine/model/VectorMath.h"

using namespace bolus;
using torch::Tensor;

namespace {

Tensor drawn(torch::IntArrayRef shape) {
    return torch::randn(shape).requires_grad_();
}

bool near(const Tensor& a, const Tensor& b) {
    return a.sizes() == b.sizes() && torch::allclose(a, b, 1e-4, 1e-4);
}

/// Value and gradients of a function for a fixed gradient of its result.
template<typename Function>
std::vector<Tensor> probed(Function function, const std::vector<Tensor>& inputs) {
    const Tensor value = function();
    torch::manual_seed(11);
    std::vector<Tensor> out = torch::autograd::grad({value}, inputs, {torch::randn(value.sizes())});
    out.push_back(value.detach());
    return out;
}

Tensor plainAttention(const Tensor& qkv, std::int64_t heads, const Tensor& mask) {
    const auto parts = qkv.chunk(3, 2);
    std::vector<Tensor> seen;
    const std::int64_t depth = parts[0].size(2) / heads;
    for (std::int64_t h = 0; h < heads; ++h) {
        const auto head = [&](int part) { return parts[part].narrow(2, h * depth, depth); };
        Tensor scores = torch::bmm(head(0), head(1).transpose(1, 2)) / std::sqrt(double(depth));
        if (mask.defined())
            scores = scores.masked_fill(mask.logical_not().unsqueeze(1), -INFINITY);
        seen.push_back(torch::bmm(torch::softmax(scores, 2), head(2)));
    }
    return torch::cat(seen, 2);
}

/// D-major place of each row of a nested grid.
Tensor placesOf(std::int64_t positions, int side) {
    std::vector<std::int64_t> places;
    for (const auto& [d, h, w] : nestedPlaces(positions).rows)
        places.push_back((std::int64_t(d) * side + h) * side + w);
    return torch::tensor(places, torch::kLong);
}

} // namespace

class KernelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { torch::manual_seed(3); }

    void geluEqualsTorchsOverItsWholeRange() {
        for (const double scale : {0.01, 1.0, 20.0}) {
            const Tensor x = (torch::randn({3, 1001}) * scale).requires_grad_();
            const auto mine = probed([&] { return geluOf(x); }, {x});
            const auto exact =
                probed([&] { return torch::gelu(x.to(torch::kDouble)).to(torch::kFloat); }, {x});
            QVERIFY(torch::allclose(mine[0], exact[0], 0, 2e-6));
            QVERIFY(torch::allclose(mine[1], exact[1], 1e-6, 1e-6));
        }
        const Tensor ends = geluOf(torch::tensor({-INFINITY, -90.0F, 0.0F, 90.0F, INFINITY, NAN}));
        QCOMPARE(ends[2].item<float>(), 0.0F);
        QCOMPARE(ends[3].item<float>(), 90.0F);
        QVERIFY(std::abs(ends[1].item<float>()) < 1e-6 && std::isnan(ends[5].item<float>()));
    }
    void aTurnedTensorsGeluIsItsOwn() { // its values do not lie in a row
        const Tensor x = drawn({7, 5});
        QVERIFY(near(geluOf(x.t()), torch::gelu(x.t())));
    }

    void depthwiseEqualsTorchsConvolution_data() {
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("channels");
        for (const int kernel : {3, 5})
            for (const int channels : {8, 64, 100, 256})
                QTest::addRow("%d, %d", kernel, channels) << kernel << channels;
    }
    void depthwiseEqualsTorchsConvolution() {
        QFETCH(int, kernel);
        QFETCH(int, channels);
        const Tensor x = drawn({3, 256, channels});
        const Tensor weight = drawn({channels, 1, kernel, kernel, kernel});
        const auto mine = probed([&] { return depthwiseConv(x, weight); }, {x, weight});
        const auto torchs = probed(
            [&] {
                const Tensor grid = x.transpose(1, 2).reshape({3, channels, 4, 8, 8});
                return torch::conv3d(grid, weight, {}, 1, kernel / 2, 1, channels)
                    .flatten(2)
                    .transpose(1, 2);
            },
            {x, weight});
        for (std::size_t i = 0; i < mine.size(); ++i)
            QVERIFY(near(mine[i], torchs[i]));
    }

    void depthwiseConvolutionsTogetherAreThoseOneByOne_data() {
        QTest::addColumn<int>("channels");
        for (const int channels : {8, 16, 100, 256})
            QTest::addRow("%d", channels) << channels;
    }
    void depthwiseConvolutionsTogetherAreThoseOneByOne() {
        QFETCH(int, channels);
        std::vector<Tensor> inputs{drawn({3, 256, channels})};
        for (const int size : {3, 5, 3})
            inputs.push_back(drawn({channels, 1, size, size, size}));
        const std::vector<Tensor> kernels(inputs.begin() + 1, inputs.end());
        const auto mine =
            probed([&] { return torch::cat(depthwiseConvs(inputs[0], kernels), 1); }, inputs);
        const auto alone = probed(
            [&] {
                std::vector<Tensor> outs;
                for (const Tensor& kernel : kernels)
                    outs.push_back(depthwiseConv(inputs[0], kernel));
                return torch::cat(outs, 1);
            },
            inputs);
        for (std::size_t i = 0; i < mine.size(); ++i)
            QVERIFY(near(mine[i], alone[i]));
        const Tensor fixed = inputs[0].detach(); // as what an encoder gave once
        const auto ofKernels =
            probed([&] { return torch::cat(depthwiseConvs(fixed, kernels), 1); }, kernels);
        for (std::size_t i = 0; i < kernels.size(); ++i)
            QVERIFY(near(ofKernels[i], alone[i + 1]));
    }

    void depthwiseInDoublePrecisionGoesThroughTorch_data() {
        QTest::addColumn<int>("positions");
        for (const int positions : {256, 1024, 8192})
            QTest::addRow("%d", positions) << positions;
    }
    void depthwiseInDoublePrecisionGoesThroughTorch() { // as on other devices than the CPU
        QFETCH(int, positions);
        const Tensor x = drawn({1, positions, 8}), weight = drawn({8, 1, 3, 3, 3});
        const auto mine = probed([&] { return depthwiseConv(x, weight); }, {x, weight});
        const Tensor wide = x.detach().to(torch::kDouble).requires_grad_();
        const Tensor kernel = weight.detach().to(torch::kDouble).requires_grad_();
        const auto torchs =
            probed([&] { return depthwiseConv(wide, kernel).to(torch::kFloat); }, {wide, kernel});
        for (std::size_t i = 0; i < mine.size(); ++i) {
            const Tensor size = torchs[i].abs().max();
            QVERIFY(near(mine[i] / size, (torchs[i] / size).to(torch::kFloat)));
        }
    }

    void depthwiseTakesRowsThatAreNotContiguous() {
        const Tensor wide = torch::randn({2, 256, 32}), weight = torch::randn({16, 1, 3, 3, 3});
        const Tensor part = wide.narrow(2, 8, 16);
        QVERIFY(near(depthwiseConv(part, weight), depthwiseConv(part.contiguous(), weight)));
    }

    void depthwiseOnFinerGridsEqualsTorchsConvolution_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("side");
        QTest::newRow("4×16×16") << 4 << 16;
        QTest::newRow("8×32×32") << 8 << 32;
    }
    void depthwiseOnFinerGridsEqualsTorchsConvolution() {
        QFETCH(int, depth);
        QFETCH(int, side);
        const Tensor grid = drawn({2, 16, depth, side, side});
        const Tensor weight = drawn({16, 1, 3, 3, 3});
        const Tensor places = placesOf(std::int64_t(depth) * side * side, side);
        const auto rows = [&](const Tensor& x) {
            return x.flatten(2).index_select(2, places).transpose(1, 2);
        };
        const auto mine = probed([&] { return depthwiseConv(rows(grid), weight); }, {grid, weight});
        const auto torchs = probed(
            [&] { return rows(torch::conv3d(grid, weight, {}, 1, 1, 1, 16)); }, {grid, weight});
        for (std::size_t i = 0; i < mine.size(); ++i) { // sums of up to 16,384 products
            const Tensor size = torchs[i].abs().max();
            QVERIFY(near(mine[i] / size, torchs[i] / size));
        }
    }

    void aPyramidIsFourStridedConvolutions() {
        const torch::NoGradGuard noGradients;
        const PyramidStem stem(32, ParameterSource::seeded(4));
        const Tensor voxels = torch::rand({2, 32, 256, 256});
        const auto kernel = [](const Tensor& weight, std::array<std::int64_t, 3> size) {
            // rows of neighbours, channels within: [out, d·h·w·in] -> [out, in, d, h, w]
            const std::int64_t in = weight.size(1) / (size[0] * size[1] * size[2]);
            return weight.view({weight.size(0), size[0], size[1], size[2], in})
                .permute({0, 4, 1, 2, 3});
        };
        const auto merged = [&](const Tensor& x, const Dense& map,
                                std::array<std::int64_t, 3> size) {
            return torch::conv3d(x, kernel(map.weight, size), map.bias, size);
        };
        const auto level = [&](const Tensor& x, const PyramidStem::Level& of,
                               std::array<std::int64_t, 3> size) {
            const Tensor normed =
                of.norm->forward(merged(x, *of.merge, size).permute({0, 2, 3, 4, 1}));
            const Tensor seen = torch::gelu(normed).permute({0, 4, 1, 2, 3});
            return seen + torch::conv3d(seen, of.spatial, {}, 1, 1, 1, of.spatial.size(0));
        };
        const Tensor blocks = torch::gelu(merged(voxels.unsqueeze(1), *stem.first, {2, 4, 4}));
        const Tensor fine = level(blocks, *stem.fine, {2, 2, 2});
        const Tensor coarse = level(fine, *stem.coarse, {2, 2, 2});
        const Tensor expected = merged(coarse, *stem.last, {1, 2, 2}).flatten(2).transpose(1, 2);
        QVERIFY(near(stem.forward(voxels), expected));
    }

    void attentionEqualsItsFormula_data() {
        QTest::addColumn<int>("tokens");
        QTest::newRow("one token") << 1;
        QTest::newRow("phase") << 257;
    }
    void attentionEqualsItsFormula() {
        QFETCH(int, tokens);
        const Tensor qkv = drawn({3, tokens, 3 * 48});
        const auto mine = probed([&] { return manyHeadedAttention(qkv, 4); }, {qkv});
        const auto plain = probed([&] { return plainAttention(qkv, 4, {}); }, {qkv});
        QVERIFY(near(mine[0], plain[0]));
        QVERIFY(near(mine[1], plain[1]));
    }

    void attentionWithinSequencesIsThatOfPaddedOnes_data() {
        QTest::addColumn<bool>("inDouble"); // not by the kernel
        QTest::newRow("in fp32") << false;
        QTest::newRow("in fp64") << true;
    }
    void attentionWithinSequencesIsThatOfPaddedOnes() {
        QFETCH(bool, inDouble);
        const auto type = inDouble ? torch::kDouble : torch::kFloat;
        const Tensor padded = drawn({3, 37, 3 * 48});
        Tensor mask = torch::ones({3, 37}, torch::kBool);
        mask[1].narrow(0, 5, 32).fill_(false);
        mask[2].narrow(0, 1, 36).fill_(false);
        const Tensor rows = mask.flatten().nonzero().squeeze(1);
        const auto real = [&](const Tensor& x) { return x.flatten(0, 1).index_select(0, rows); };
        const SequenceBounds bounds{0, 37, 42, 43};
        const auto mine = probed(
            [&] { return attentionWithin(real(padded).to(type), 4, bounds).to(torch::kFloat); },
            {padded});
        const auto plain = probed([&] { return real(plainAttention(padded, 4, mask)); }, {padded});
        QVERIFY(near(mine[0], plain[0]));
        QVERIFY(near(mine[1], plain[1]));
        const auto ofOne = probed(
            [&] {
                const Tensor own = padded.select(1, 0).narrow(1, 0, 48).to(type);
                const Tensor others = real(padded).narrow(1, 48, 96).to(type);
                return attentionOfOne(own, others, 4, bounds).to(torch::kFloat);
            },
            {padded});
        const auto firsts =
            probed([&] { return plainAttention(padded, 4, mask).select(1, 0); }, {padded});
        QVERIFY(near(ofOne[0], firsts[0]));
        QVERIFY(near(ofOne[1], firsts[1]));
    }

    void rememberingInOnePassIsTheCellStepByStep_data() {
        QTest::addColumn<bool>("robust");
        QTest::newRow("robust") << true;
        QTest::newRow("literal") << false;
    }
    void rememberingInOnePassIsTheCellStepByStep() {
        QFETCH(bool, robust);
        const MemoryCell cell(ModelConfig::tiny(robust), ParameterSource::seeded(5));
        std::vector<Tensor> inputs = cell.parameters();
        {
            const torch::NoGradGuard noGradients;
            for (Tensor& weight : inputs) // gates beyond 0 and 1, biases that are not zero
                weight.add_(torch::randn(weight.sizes()) * (weight.dim() == 3 ? 0.9 : 0.2));
        }
        inputs.push_back(drawn({2, 3, 256, 32}));
        const Tensor present = torch::ones({2, 3}, torch::kBool);
        const auto once = probed([&] { return cell.forward(inputs.back(), present, {}); }, inputs);
        std::vector<MemoryStep> steps; // for which torch's operators are taken
        const auto byStep =
            probed([&] { return cell.forward(inputs.back(), present, &steps); }, inputs);
        QCOMPARE(steps.size(), 3U);
        for (std::size_t i = 0; i < once.size(); ++i) { // the attention's bias: 0 but for rounding
            const Tensor size = byStep[i].abs().max().clamp_min(3);
            const double off = ((once[i] - byStep[i]).abs().max() / size).item<double>();
            QVERIFY2(off < 1e-5, qPrintable(QString("%1: %2").arg(i).arg(off)));
        }
    }

    void exponentialsEqualTheLibrarys() {
        for (float x = -86; x < 86; x += 0.00731F) {
            const auto off = [](float mine, double wanted) {
                return std::abs(mine - wanted) / std::abs(wanted);
            };
            QVERIFY(off(exponential(x), std::exp(double(x))) < 3e-7);
            QVERIFY(off(sigmoidOf(x), 1 / (1 + std::exp(-double(x)))) < 5e-7);
            for (const float y : {x, x / 86})
                QVERIFY(y == 0 || off(tanhOf(y), std::tanh(double(y))) < 5e-7);
        }
        QVERIFY(exponential(-INFINITY) < 1e-37F);
        QVERIFY(std::isnan(exponential(NAN)) && std::isnan(tanhOf(NAN)));
    }

    void attentionLeavesTheBlassThreadsAsTheyWere() {
        const auto count =
            reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
        const auto set =
            reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
        if (!count || !set)
            QSKIP("torch has another BLAS here");
        const int before = count();
        set(2); // where one alone would be 1 before and after
        const int wanted = count();
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([] {
                const torch::NoGradGuard noGradients;
                const Tensor qkv = torch::ones({1, 5, 24});
                for (int i = 0; i < 200; ++i)
                    manyHeadedAttention(qkv, 2);
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(count(), wanted);
        set(before);
    }
};

QTEST_GUILESS_MAIN(KernelsTest)
#include "test_kernels.moc"

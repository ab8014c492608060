#include "engine/model/AttentionKernel.h"

#include <cmath>
#include <mutex>
#include <vector>

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace bolus {
namespace {

using torch::Tensor;

/// The single-precision matrix product of whatever OpenBLAS torch itself was loaded with; none
/// where torch has another BLAS, such as MKL, which does well without this.
struct OpenBlas {
    using Product = void (*)(const char*, const char*, const int*, const int*, const int*,
                             const float*, const float*, const int*, const float*, const int*,
                             const float*, float*, const int*);
    Product product = nullptr;
    void (*setThreads)(int) = nullptr;
    int (*threads)() = nullptr;

    static const OpenBlas* find() {
        static const OpenBlas found{
            reinterpret_cast<Product>(dlsym(RTLD_DEFAULT, "sgemm_")),
            reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")),
            reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"))};
        return found.product && found.setThreads && found.threads ? &found : nullptr;
    }
};

/// One thread for each product, while the products themselves are shared out to threads. The number
/// is the whole program's: the first of those that live at once sets it, the last puts it back.
class OneThreadEach {
public:
    explicit OneThreadEach(const OpenBlas& blas) : m_blas(blas) {
        const std::scoped_lock lock(mutex);
        if (users++ == 0) {
            before = blas.threads();
            blas.setThreads(1);
        }
    }
    ~OneThreadEach() {
        const std::scoped_lock lock(mutex);
        if (--users == 0)
            m_blas.setThreads(before);
    }
    OneThreadEach(const OneThreadEach&) = delete;
    OneThreadEach& operator=(const OneThreadEach&) = delete;

private:
    inline static std::mutex mutex; // guards the rest
    inline static int users = 0, before = 0;
    const OpenBlas& m_blas;
};

/// Rows of a matrix `stride` values apart; `transposed` where its columns are meant.
struct Rows {
    const float* data;
    std::int64_t stride;
    bool transposed = false;
};

/// c[m,n] = alpha · a[m,k] · b[k,n]. BLAS counts by columns: it is told cᵀ = bᵀ·aᵀ.
void multiply(const OpenBlas& blas, std::int64_t m, std::int64_t n, std::int64_t k, float alpha,
              Rows a, Rows b, float* c, std::int64_t stride) {
    const int rows = int(n), columns = int(m), depth = int(k);
    const int strideA = int(a.stride), strideB = int(b.stride), strideC = int(stride);
    const float none = 0;
    blas.product(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &rows, &columns, &depth,
                 &alpha, b.data, &strideB, a.data, &strideA, &none, c, &strideC);
}

struct Shape {
    std::int64_t batch, tokens, width, heads, depth;
    float scale;

    Shape(const Tensor& qkv, std::int64_t heads)
        : batch(qkv.size(0)), tokens(qkv.size(1)), width(qkv.size(2) / 3), heads(heads),
          depth(width / heads), scale(1.0f / std::sqrt(float(depth))) {}

    /// Where a head of a sample begins in [B,T,3C] (part 0: q, 1: k, 2: v) and in [B,T,C].
    std::int64_t inside(std::int64_t b, std::int64_t h, std::int64_t part) const {
        return b * tokens * 3 * width + part * width + h * depth;
    }
    std::int64_t outside(std::int64_t b, std::int64_t h) const {
        return b * tokens * width + h * depth;
    }
};

template<typename Work>
void forEachHead(const Shape& shape, Work work) {
    at::parallel_for(0, shape.batch * shape.heads, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            work(i / shape.heads, i % shape.heads, i * shape.tokens * shape.tokens);
    });
}

/// [B,h,T,T]: how much each token looks at each other; rows sum to 1. An empty mask hides nothing.
Tensor weightsOf(const OpenBlas& blas, const Shape& s, const Tensor& qkv, const Tensor& mask) {
    Tensor scores = torch::empty({s.batch, s.heads, s.tokens, s.tokens}, qkv.options());
    const float* in = qkv.data_ptr<float>();
    float* out = scores.data_ptr<float>();
    forEachHead(s, [&](std::int64_t b, std::int64_t h, std::int64_t at) {
        multiply(blas, s.tokens, s.tokens, s.depth, s.scale, {in + s.inside(b, h, 0), 3 * s.width},
                 {in + s.inside(b, h, 1), 3 * s.width, true}, out + at, s.tokens);
    });
    if (mask.numel() > 0)
        scores.masked_fill_(mask.logical_not().view({s.batch, 1, 1, s.tokens}), -INFINITY);
    return torch::softmax(scores, -1);
}

Tensor lookedAt(const OpenBlas& blas, const Shape& s, const Tensor& qkv, const Tensor& weights) {
    Tensor seen = torch::empty({s.batch, s.tokens, s.width}, qkv.options());
    const float *in = qkv.data_ptr<float>(), *look = weights.data_ptr<float>();
    float* out = seen.data_ptr<float>();
    forEachHead(s, [&](std::int64_t b, std::int64_t h, std::int64_t at) {
        multiply(blas, s.tokens, s.depth, s.tokens, 1, {look + at, s.tokens},
                 {in + s.inside(b, h, 2), 3 * s.width}, out + s.outside(b, h), s.width);
    });
    return seen;
}

/// The softmax's gradient in place: p·(dp − Σ p·dp), whose sum is that of seen·dseen over a head.
void throughSoftmax(const Shape& s, const float* weights, const float* seen, const float* gradient,
                    float* change) {
    for (std::int64_t row = 0; row < s.tokens; ++row) {
        float sum = 0;
        for (std::int64_t c = 0; c < s.depth; ++c)
            sum += seen[row * s.width + c] * gradient[row * s.width + c];
        const float* weight = weights + row * s.tokens;
        float* to = change + row * s.tokens;
        for (std::int64_t column = 0; column < s.tokens; ++column)
            to[column] = weight[column] * (to[column] - sum);
    }
}

Tensor gradientOf(const OpenBlas& blas, const Shape& s, const Tensor& qkv, const Tensor& weights,
                  const Tensor& seen, const Tensor& gradient) {
    Tensor result = torch::empty_like(qkv);
    const float *in = qkv.data_ptr<float>(), *look = weights.data_ptr<float>();
    const float *got = seen.data_ptr<float>(), *from = gradient.data_ptr<float>();
    float* out = result.data_ptr<float>();
    const std::int64_t t = s.tokens, d = s.depth, stride = 3 * s.width;
    forEachHead(s, [&](std::int64_t b, std::int64_t h, std::int64_t at) {
        thread_local std::vector<float> change; // [T,T]
        change.resize(static_cast<std::size_t>(t * t));
        const std::int64_t q = s.inside(b, h, 0), k = s.inside(b, h, 1), v = s.inside(b, h, 2);
        const float* one = from + s.outside(b, h);
        multiply(blas, t, d, t, 1, {look + at, t, true}, {one, s.width}, out + v, stride);
        multiply(blas, t, t, d, 1, {one, s.width}, {in + v, stride, true}, change.data(), t);
        throughSoftmax(s, look + at, got + s.outside(b, h), one, change.data());
        multiply(blas, t, d, t, s.scale, {change.data(), t}, {in + k, stride}, out + q, stride);
        multiply(blas, t, d, t, s.scale, {change.data(), t, true}, {in + q, stride}, out + k,
                 stride);
    });
    return result;
}

struct Attention : torch::autograd::Function<Attention> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& input,
                          std::int64_t heads, const Tensor& mask) {
        const Tensor qkv = input.contiguous();
        const Shape shape(qkv, heads);
        const OpenBlas& blas = *OpenBlas::find();
        const OneThreadEach oneThread(blas);
        const Tensor weights = weightsOf(blas, shape, qkv, mask);
        const Tensor seen = lookedAt(blas, shape, qkv, weights);
        context->saved_data["heads"] = heads;
        context->save_for_backward({qkv, weights, seen});
        return seen;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Shape shape(saved[0], context->saved_data["heads"].toInt());
        const OpenBlas& blas = *OpenBlas::find();
        const OneThreadEach oneThread(blas);
        return {gradientOf(blas, shape, saved[0], saved[1], saved[2], gradients[0].contiguous()),
                Tensor(), Tensor()};
    }
};

Tensor throughTorch(const Tensor& qkv, std::int64_t heads, const Tensor& mask) {
    const std::int64_t batch = qkv.size(0), tokens = qkv.size(1), width = qkv.size(2) / 3;
    const std::int64_t depth = width / heads;
    // [B,h,T,d] each, taken apart by unbind: the gradient of an index fills a whole tensor with
    // zeros.
    const auto parts =
        qkv.view({batch, tokens, 3, heads, depth}).permute({2, 0, 3, 1, 4}).unbind(0);
    const Tensor q = parts[0] * (1.0 / std::sqrt(static_cast<double>(depth)));
    Tensor scores = torch::matmul(q, parts[1].transpose(-2, -1));
    if (mask.defined())
        scores = scores.masked_fill(mask.logical_not().view({batch, 1, 1, tokens}), -INFINITY);
    const Tensor seen = torch::matmul(torch::softmax(scores, -1), parts[2]);
    return seen.transpose(1, 2).reshape({batch, tokens, width});
}

thread_local const AttentionWatch::See* watching = nullptr;

} // namespace

AttentionWatch::AttentionWatch(See see) : m_see(std::move(see)), m_before(watching) {
    watching = &m_see;
}

AttentionWatch::~AttentionWatch() {
    watching = m_before;
}

Tensor manyHeadedAttention(const Tensor& qkv, std::int64_t heads, const Tensor& mask) {
    if (watching)
        (*watching)(qkv, heads);
    const bool direct = qkv.is_cpu() && qkv.scalar_type() == torch::kFloat && OpenBlas::find();
    if (!direct)
        return throughTorch(qkv, heads, mask);
    // An autograd function takes no undefined tensors.
    return Attention::apply(qkv, heads, mask.defined() ? mask : torch::empty({0}, torch::kBool));
}

} // namespace bolus

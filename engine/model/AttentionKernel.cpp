#include "engine/model/AttentionKernel.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <vector>

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "engine/model/VectorMath.h"
#include "engine/preprocess/Vectorised.h"

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

/// The queries and the keys of one sequence: first row and count. `weights` is where its
/// probabilities [heads,queries,keys] begin among those of all.
struct Sequence {
    std::int64_t query, queries, key, keys, weights;
};

/// Where everything lies: queries in rows of their own [B,C] beside rows k | v, one a sequence; or,
/// without them, rows q | k | v.
struct Layout {
    std::int64_t width, heads, depth, queryStride, keyStride, keyAt;
    float scale;
    std::vector<Sequence> sequences;
    std::int64_t weights = 0; // of all

    Layout(const Tensor& queries, const Tensor& rows, std::int64_t heads,
           const SequenceBounds& bounds)
        : width(rows.size(1) / (hasOwn(queries) ? 2 : 3)), heads(heads), depth(width / heads),
          queryStride(hasOwn(queries) ? width : 3 * width), keyStride(rows.size(1)),
          keyAt(hasOwn(queries) ? 0 : width), scale(1.0F / std::sqrt(float(depth))) {
        for (std::size_t b = 0; b + 1 < bounds.size(); ++b) {
            const std::int64_t from = bounds[b], count = bounds[b + 1] - from;
            sequences.push_back(hasOwn(queries) ? Sequence{std::int64_t(b), 1, from, count, weights}
                                                : Sequence{from, count, from, count, weights});
            weights += heads * sequences.back().queries * count;
        }
    }
    static bool hasOwn(const Tensor& queries) { return queries.numel() > 0; }
    std::int64_t outRows() const { return sequences.back().query + sequences.back().queries; }

    std::int64_t queryOf(const Sequence& s, std::int64_t h) const {
        return s.query * queryStride + h * depth;
    }
    std::int64_t keyOf(const Sequence& s, std::int64_t h) const {
        return s.key * keyStride + keyAt + h * depth;
    }
    std::int64_t valueOf(const Sequence& s, std::int64_t h) const { return keyOf(s, h) + width; }
    std::int64_t outOf(const Sequence& s, std::int64_t h) const {
        return s.query * width + h * depth;
    }
    std::int64_t weightsOf(const Sequence& s, std::int64_t h) const {
        return s.weights + h * s.queries * s.keys;
    }
};

template<typename Work>
void forEachHead(const Layout& layout, Work work) {
    const auto count = std::ssize(layout.sequences) * layout.heads;
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            work(layout.sequences[static_cast<std::size_t>(i / layout.heads)], i % layout.heads);
    });
}

BOLUS_VECTORISED
void softmaxRows(float* rows, std::int64_t count, std::int64_t length) {
    for (std::int64_t row = 0; row < count; ++row)
        softmaxRow(rows + row * length, length);
}

/// The softmax's gradient in place: p·(dp − Σ p·dp), whose sum is that of seen·dseen over a head.
BOLUS_VECTORISED
void throughSoftmax(const Layout& l, const Sequence& s, const float* weights, const float* seen,
                    const float* gradient, float* change) {
    for (std::int64_t row = 0; row < s.queries; ++row) {
        const float sum = dotOf(seen + row * l.width, gradient + row * l.width, l.depth);
        const float* weight = weights + row * s.keys;
        float* to = change + row * s.keys;
        for (std::int64_t column = 0; column < s.keys; ++column)
            to[column] = weight[column] * (to[column] - sum);
    }
}

/// `weights` becomes how much each query looks at each key; rows sum to 1.
Tensor lookedAt(const OpenBlas& blas, const Layout& l, const Tensor& queries, const Tensor& rows,
                Tensor& weights) {
    weights = torch::empty({l.weights}, rows.options());
    Tensor seen = torch::empty({l.outRows(), l.width}, rows.options());
    const float* in = rows.data_ptr<float>();
    const float* q = Layout::hasOwn(queries) ? queries.data_ptr<float>() : in;
    float *look = weights.data_ptr<float>(), *out = seen.data_ptr<float>();
    forEachHead(l, [&](const Sequence& s, std::int64_t h) {
        float* const part = look + l.weightsOf(s, h);
        multiply(blas, s.queries, s.keys, l.depth, l.scale, {q + l.queryOf(s, h), l.queryStride},
                 {in + l.keyOf(s, h), l.keyStride, true}, part, s.keys);
        softmaxRows(part, s.queries, s.keys);
        multiply(blas, s.queries, l.depth, s.keys, 1, {part, s.keys},
                 {in + l.valueOf(s, h), l.keyStride}, out + l.outOf(s, h), l.width);
    });
    return seen;
}

struct Saved {
    Tensor queries, rows, weights, seen;
};

/// Of the queries, where they lie by themselves, and of the rows.
std::pair<Tensor, Tensor> gradientsOf(const OpenBlas& blas, const Layout& l, const Saved& saved,
                                      const Tensor& gradient) {
    const bool own = Layout::hasOwn(saved.queries);
    Tensor toQueries = own ? torch::empty_like(saved.queries) : Tensor();
    Tensor toRows = torch::empty_like(saved.rows);
    const float *in = saved.rows.data_ptr<float>(), *look = saved.weights.data_ptr<float>();
    const float* q = own ? saved.queries.data_ptr<float>() : in;
    const float *got = saved.seen.data_ptr<float>(), *from = gradient.data_ptr<float>();
    float* out = toRows.data_ptr<float>();
    float* outQ = own ? toQueries.data_ptr<float>() : out;
    forEachHead(l, [&](const Sequence& s, std::int64_t h) {
        thread_local std::vector<float> room; // [queries,keys]
        room.resize(static_cast<std::size_t>(s.queries * s.keys));
        float* const change = room.data();
        const float *weights = look + l.weightsOf(s, h), *one = from + l.outOf(s, h);
        const Rows queries{q + l.queryOf(s, h), l.queryStride};
        const std::int64_t key = l.keyOf(s, h), value = l.valueOf(s, h);
        multiply(blas, s.keys, l.depth, s.queries, 1, {weights, s.keys, true}, {one, l.width},
                 out + value, l.keyStride);
        multiply(blas, s.queries, s.keys, l.depth, 1, {one, l.width},
                 {in + value, l.keyStride, true}, change, s.keys);
        throughSoftmax(l, s, weights, got + l.outOf(s, h), one, change);
        multiply(blas, s.queries, l.depth, s.keys, l.scale, {change, s.keys},
                 {in + key, l.keyStride}, outQ + l.queryOf(s, h), l.queryStride);
        multiply(blas, s.keys, l.depth, s.queries, l.scale, {change, s.keys, true}, queries,
                 out + key, l.keyStride);
    });
    return {toQueries, toRows};
}

struct Attention : torch::autograd::Function<Attention> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& ownQueries,
                          const Tensor& input, std::int64_t heads, const SequenceBounds& bounds) {
        const Tensor queries = ownQueries.contiguous(), rows = input.contiguous();
        const OpenBlas& blas = *OpenBlas::find();
        const OneThreadEach oneThread(blas);
        Tensor weights;
        const Tensor seen =
            lookedAt(blas, Layout(queries, rows, heads, bounds), queries, rows, weights);
        context->saved_data["heads"] = heads;
        context->saved_data["bounds"] = bounds;
        context->save_for_backward({queries, rows, weights, seen});
        return seen;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto tensors = context->get_saved_variables();
        const Saved saved{tensors[0], tensors[1], tensors[2], tensors[3]};
        const Layout layout(saved.queries, saved.rows, context->saved_data["heads"].toInt(),
                            context->saved_data["bounds"].toIntVector());
        const OpenBlas& blas = *OpenBlas::find();
        const OneThreadEach oneThread(blas);
        const auto [toQueries, toRows] =
            gradientsOf(blas, layout, saved, gradients[0].contiguous());
        return {toQueries, toRows, Tensor(), Tensor()};
    }
};

bool takenDirectly(const Tensor& rows) {
    return rows.is_cpu() && rows.scalar_type() == torch::kFloat && OpenBlas::find();
}

/// queries [B,Q,C], keys and values [B,T,C] -> [B,Q,C]. `absent` [B,1,1,T]: keys that are none.
Tensor throughTorch(const Tensor& queries, const Tensor& keys, const Tensor& values,
                    std::int64_t heads, const Tensor& absent = {}) {
    const auto byHead = [&](const Tensor& x) { // [B,h,T,d]
        return x.unflatten(2, {heads, x.size(2) / heads}).transpose(1, 2);
    };
    const double scale = 1 / std::sqrt(static_cast<double>(queries.size(2) / heads));
    Tensor scores = torch::matmul(byHead(queries * scale), byHead(keys).transpose(-2, -1));
    if (absent.defined())
        scores = scores.masked_fill(absent, -INFINITY);
    const Tensor seen = torch::matmul(torch::softmax(scores, -1), byHead(values));
    return seen.transpose(1, 2).flatten(2);
}

/// Sequences side by side, each as long as the longest: one product for all of them, where each by
/// itself would be a launch on a device.
struct Padded {
    std::int64_t batch, length = 0;
    Tensor places; // [R] of the rows among [B·T]
    Tensor absent; // [B,1,1,T], where there is no row

    Padded(const SequenceBounds& bounds, torch::Device device) : batch(std::ssize(bounds) - 1) {
        for (std::size_t b = 0; b + 1 < bounds.size(); ++b)
            length = std::max(length, bounds[b + 1] - bounds[b]);
        std::vector<std::int64_t> at;
        for (std::size_t b = 0; b + 1 < bounds.size(); ++b)
            for (std::int64_t row = bounds[b]; row < bounds[b + 1]; ++row)
                at.push_back(std::int64_t(b) * length + row - bounds[b]);
        places = torch::tensor(at, torch::kLong).to(device);
        absent = torch::ones({batch * length}, torch::device(device).dtype(torch::kBool))
                     .index_fill_(0, places, false)
                     .view({batch, 1, 1, length});
    }
    /// [R,…] -> [B,T,…].
    Tensor spread(const Tensor& rows) const {
        return torch::zeros({batch * length, rows.size(1)}, rows.options())
            .index_copy(0, places, rows)
            .unflatten(0, {batch, length});
    }
};

thread_local const AttentionWatch::See* watching = nullptr;

} // namespace

AttentionWatch::AttentionWatch(See see) : m_see(std::move(see)), m_before(watching) {
    watching = &m_see;
}

AttentionWatch::~AttentionWatch() {
    watching = m_before;
}

Tensor manyHeadedAttention(const Tensor& qkv, std::int64_t heads) {
    if (watching)
        (*watching)(qkv, heads);
    const std::int64_t batch = qkv.size(0), tokens = qkv.size(1);
    if (!takenDirectly(qkv)) {
        // By unbind: the gradient of a chunk fills a whole tensor with zeros.
        const auto parts = qkv.unflatten(2, {3, qkv.size(2) / 3}).unbind(2);
        return throughTorch(parts[0], parts[1], parts[2], heads);
    }
    SequenceBounds bounds;
    for (std::int64_t b = 0; b <= batch; ++b)
        bounds.push_back(b * tokens);
    return attentionWithin(qkv.flatten(0, 1), heads, bounds).unflatten(0, {batch, tokens});
}

Tensor attentionWithin(const Tensor& qkv, std::int64_t heads, const SequenceBounds& bounds) {
    // An autograd function takes no undefined tensors.
    if (takenDirectly(qkv))
        return Attention::apply(torch::empty({0}), qkv, heads, bounds);
    const Padded padded(bounds, qkv.device());
    const auto parts = padded.spread(qkv).unflatten(2, {3, qkv.size(1) / 3}).unbind(2);
    return throughTorch(parts[0], parts[1], parts[2], heads, padded.absent)
        .flatten(0, 1)
        .index_select(0, padded.places);
}

Tensor attentionOfOne(const Tensor& queries, const Tensor& keysValues, std::int64_t heads,
                      const SequenceBounds& bounds) {
    if (takenDirectly(keysValues))
        return Attention::apply(queries, keysValues, heads, bounds);
    const Padded padded(bounds, keysValues.device());
    const auto parts = padded.spread(keysValues).unflatten(2, {2, queries.size(1)}).unbind(2);
    return throughTorch(queries.unsqueeze(1), parts[0], parts[1], heads, padded.absent).squeeze(1);
}

} // namespace bolus

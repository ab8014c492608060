// BERT's basic tokenization (Devlin et al. 2019, uncased): the step before word pieces.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// One lower-case word or punctuation mark, without accents. `starts` holds the byte offset of each
/// code point and, last, the size, so that pieces are cut without decoding again.
struct BasicToken {
    std::string utf8;
    std::vector<std::uint32_t> starts;
    std::size_t characters() const { return starts.size() - 1; }
};

/// Hands the tokens of a text to `take`, in order, until it returns false. Bytes that are not UTF-8
/// are dropped, as are control, format, private-use and unassigned code points.
void forEachBasicToken(std::string_view utf8, const std::function<bool(const BasicToken&)>& take);

} // namespace bolus

#include "engine/model/Sha256.h"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

namespace bolus {

struct Sha256::Context {
    EVP_MD_CTX* handle = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(handle); }
};

namespace {
void check(int status) {
    if (status != 1)
        throw std::runtime_error("OpenSSL offers no SHA-256");
}
} // namespace

Sha256::Sha256() : m_context(std::make_unique<Context>()) {
    check(EVP_DigestInit_ex(m_context->handle, EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(m_context->handle, bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
    std::array<unsigned char, 32> digest{};
    check(EVP_DigestFinal_ex(m_context->handle, digest.data(), nullptr));
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

} // namespace bolus

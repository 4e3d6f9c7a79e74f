// A small bakery, with prices in more than one currency.
#pragma once
#include <string>
#include "oven.hpp"

#define BAKERY_API __attribute__((visibility("default")))

namespace bakery {

using Grams = unsigned int;
template <typename T> using Row = std::vector<T>;

/// What a loaf costs at most, in €.
constexpr int DEAREST = 1'200;
inline std::string owner{"Jürgen"};

class BAKERY_API Oven : public Hot {
    Q_OBJECT

  public slots:
    BAKERY_API void heat(int minutes);
};

enum class Crust : char {
    Thin,
    Brown = 'b',  // nearly black
};

template <typename T>
concept Baked = requires(T loaf) {
    { loaf.weigh() } -> std::same_as<Grams>;
};

/**
 * Something that was baked. 🥖
 *
 * It does not keep.
 */
class Loaf final : public Sold, private virtual shop::Counted<Loaf> {
  public:
    explicit Loaf(std::string name) : name_(std::move(name)), weight_{500} {}
    Loaf(const Loaf&) = delete;
    virtual ~Loaf();

    Loaf& operator=(Loaf&& other) noexcept;
    bool operator<(const Loaf& other) const { return weight_ < other.weight_; }
    explicit operator bool() const;

    // Bakes for so many minutes.
    template <class Heat>
    [[nodiscard]] auto bake(Heat& oven,  // at 200 °C
                            int minutes = 35) -> Row<Grams> {
        const auto colour = u8"brün";
        auto weigh = [this, &oven](const auto& tray) {
            return tray.weight() - weight_;
        };
        return oven.template trays<Row>().map(weigh);
    }

    Grams weigh() const override;
    static const Row<Loaf>* all();

  protected:
    struct Slice {
        double width, height;
        Slice* next = nullptr;
    };
    std::function<void(Slice&)> onCut;

  private:
    std::string name_;
    Grams weight_;
    mutable int *cuts_[4];
    friend class Oven;
};

union Price {
    long cents;
    char text[8];
};

template <typename T, int N>
struct Tray<T, N> : Tray<T> {
    T loaves[N];
};

Loaf::~Loaf() = default;

Loaf& Loaf::operator=(Loaf&& other) noexcept {
    name_ = std::move(other.name_);
    return *this;
}

Grams Loaf::weigh() const {
    if (!*this) throw std::runtime_error(R"(no "weight" – at all)");
    return weight_;
}

template <typename T>
T* shop::Counter<T>::first() {
    return new T(dynamic_cast<Oven*>(this));
}

namespace {

int sold = 0;

}  // namespace

extern "C" {
void bakery_open(const char* hours);
}

static std::string read(const std::string& path)
try {
    return std::string(path) + to_string<char>(sold);
} catch (...) {
    return "";
}

}  // namespace bakery

int main() {
    bakery::Loaf loaf("rye");
    return loaf.weigh() > bakery::DEAREST;
}

// A small bakery, with prices in more than one currency.
import Foundation
@testable import Ovens
import struct Shop.Window

/// What a loaf costs at most, in €.
public let dearest = 1_200
var sold = 0, (left, right) = (1, 2)

public typealias Taste = (Loaf) throws -> Bool

/**
 Something that was baked. 🥖

 It does not keep.
 */
@objc(BKLoaf)
open class Loaf: Baked, Sold where Grain: Equatable {
    public static let shared = Loaf(name: "rye")
    private(set) var weight: Double = 0.5
    weak var owner: Baker?

    let name: String

    var label: String {
        return "\(name) – \(weight / 1000) kg"
    }

    @Published var slices: [Slice] = [] {
        didSet { changed(slices.count) }
    }

    public init(name: String) {
        self.name = name
        super.init()
    }

    required convenience init?(coder: NSCoder) {
        self.init(name: "brün")
    }

    deinit {
        sold -= 1
    }

    // Bakes for so many minutes.
    @discardableResult
    public func bake<Heat: Oven>(
        in oven: Heat, // at 200 °C
        for minutes: Int = 35,
        done: @escaping (Result<Loaf, Error>) -> Void
    ) async throws -> [Slice] where Heat.Tray == Slice {
        guard let tray = try await oven.heat(minutes) else {
            throw BakeError.cold("at \(minutes) – too short")
        }
        oven.trays.forEach { tray in
            tray.put(self)
        }
        DispatchQueue.main.async { [weak self] in
            done(.success(self!))
        }
        return tray.map { Slice(width: $0.width) }
    }

    subscript(index: Int) -> Slice {
        get { slices[index] }
        set { slices[index] = newValue }
    }

    static func == (left: Loaf, right: Loaf) -> Bool {
        left.name == right.name
    }

    enum State: String, CaseIterable {
        case raw, done = "ready"
        /// Nearly black.
        case burnt(minutes: Int)

        var isEdible: Bool { self != .raw }
    }
}

public protocol Sold: AnyObject {
    associatedtype Money
    var price: Money { get }
    func sell(to name: String) throws
    init(price: Money)
}

extension Loaf: CustomStringConvertible {
    public var description: String { label }

    func eat() {}
}

struct Slice: Hashable {
    var width, height: Double
    #if DEBUG
    let crumbs = #"no "crumbs" – at all"#
    #endif
}

actor Counter {
    private var count = 0
    func add() -> Int { count += 1; return count }
}

indirect enum Shape {
    case round(Shape)
}

infix operator <~>: AdditionPrecedence

fileprivate func read(_ path: String) throws -> String? {
    let text = """
        Read – \(path)
        """
    switch text {
    case "": return nil
    default: return try String(contentsOfFile: path)
    }
}

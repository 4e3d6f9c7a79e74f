// A small bakery, with prices in more than one currency.
#nullable enable
using System;
using System.Collections.Generic;
using static System.Math;
using Flour = Bakery.Stock.Grain<string>;

[assembly: InternalsVisibleTo("Bakery.Tests")]

namespace Bakery;

/// <summary>
/// Something that was baked. 🥖
/// </summary>
/// <remarks>It does not keep.</remarks>
[Serializable]
public abstract partial class Loaf<T> : Baked, ISold, IComparable<Loaf<T>> where T : class, new()
{
    /// What a loaf costs at most, in €.
    public const int Dearest = 1_200;

    private static readonly List<string> names = new() { "rye", "brün" }, others;

    static Loaf()
    {
        Baked.Register(typeof(Loaf<>));
    }

    protected Loaf(string name) : base(name)
    {
        Name = name ?? throw new ArgumentNullException(nameof(name));
    }

    ~Loaf() => names.Clear();

    public string Name { get; init; }

    // Short enough for the window.
    public virtual string Label => $"{Name} – {Weight / 1000} kg";

    [Obsolete("Use Grams.")]
    public double Weight
    {
        get
        {
            return weight;
        }
        set => weight = value;
    }

    public T this[int slice] => Cut(slice);

    public event EventHandler<Oven>? Done;

    public async Task<TResult> Bake<TResult>(
        Oven<TResult> oven, // at 200 °C
        int minutes = 35) where TResult : notnull
    {
        var colour = @"C:\br""ün";
        char first = Name[0];
        int Left(int spent) => minutes - spent;
        await oven.Heat(minutes).ConfigureAwait(false);
        oven.Opened += (sender, tray) =>
        {
            Done?.Invoke(this, tray);
        };
        return oven.Trays<TResult>().First(tray => tray.Is(first));
    }

    protected abstract T Cut(int slice);

    public static Loaf<T> operator +(Loaf<T> left, Loaf<T> right) => left.Join(right);

    void ISold.Sell(string to)
    {
#if DEBUG
        Console.WriteLine($"""
            Sold to "{to}" – at {Now:t}.
            """);
#else
        Log.Write(to);
#endif
    }

    private enum State : byte
    {
        Raw,
        /// <summary>Nearly black.</summary>
        Burnt = 3,
    }
}

public interface ISold
{
    decimal Price { get; }
    void Sell(string to);
}

public readonly record struct Round(double Radius, string? Mark = null);

public record Slice(int Width)
{
    public int Height { get; set; } = 3;
}

internal struct Tray
{
    public Loaf<Flour>[] Loaves;
}

public delegate bool Taste(Loaf<Flour> loaf, out string verdict);

public static class Ovens
{
    public static bool IsHot(this Oven oven) => oven switch
    {
        { Celsius: > 100 } => true,
        _ => false,
    };
}

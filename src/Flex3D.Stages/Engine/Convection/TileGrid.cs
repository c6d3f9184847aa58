namespace Flex3D.Stages.Engine.Convection;

/// <summary>The private image in which a projection is summed: sixteen copies of the image, cut into 4×4 tiles of one cache line each, copy (r, s) cut with its tile corners at rows ≡ r and columns ≡ s modulo 4.</summary>
/// <remarks>
/// Whatever its corner, the 4×4 patch of a voxel is exactly one tile of one copy: adding it is one aligned 64-byte load, multiply-add
/// and store, and a patch never overlaps another one in part (a store that is read back in part stalls the processor).
/// Padded coordinates: image pixel x stands at X = x + 4. A patch corner is clamped to X in [0, n + 4]; at both ends the
/// patch lies wholly in the margin, so points outside the image, however far, are dropped without a branch.
/// Tile (Y, X) is number ((Y / 4)·perRow + X / 4)·16 + (Y mod 4)·4 + X mod 4, so that patches near each other lie near each other; its floats stand [y][x].
/// All tiles are zero between two sweeps: a sweep tells by <see cref="TileBounds"/> which it has touched, and <see cref="TileFold{TLane}"/> sums and clears those alone.
/// </remarks>
internal readonly struct TileGrid
{
    public const int Margin = 4, TileFloats = 16;

    /// <param name="n">Edge of the image, pixels.</param>
    /// <param name="channels">Number of images that are summed in one sweep: tiles of the same place stand one after the other.</param>
    public TileGrid(int n, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, MaximumImage);
        Channels = channels;
        PerRow = (n + Margin) / 4 + 1;
        Tiles = PerRow * PerRow;
        Pitch = n + 2 * Margin;
        Limit = n + Margin;
        (RowStepF, LimitF, PitchF) = (16 * PerRow - 16, Limit, Pitch);
    }

    /// <summary>The largest image edge, pixels: offsets are computed in floats, which count exactly up to 2²⁴.</summary>
    public static int MaximumImage => 4000;

    /// <summary>Tiles along a row of one copy.</summary>
    public int PerRow { get; }

    /// <summary>Tiles of one copy.</summary>
    public int Tiles { get; }

    /// <summary>Largest padded coordinate of a patch corner.</summary>
    public int Limit { get; }

    /// <summary>Floats along a row of the plain padded image that the adjoint reads.</summary>
    public int Pitch { get; }

    /// <summary>Number of images.</summary>
    public int Channels { get; }

    /// <summary>16·PerRow − 16, Limit and Pitch as floats, for the kernels to copy into all lanes.</summary>
    public readonly float RowStepF, LimitF, PitchF;

    public int TiledFloats => checked(16 * Tiles * TileFloats * Channels);

    /// <summary>Floats from one tile row to the next.</summary>
    public int RowFloats => 16 * PerRow * TileFloats * Channels;

    public int PaddedFloats => Pitch * Pitch;

    /// <summary>Floats of working memory that summing the copies takes: three bands of four copies of seven rows.</summary>
    public int FoldFloats => 3 * 4 * 7 * FoldPitch;

    /// <summary>Floats of a row of <see cref="FoldFloats"/>: a tile row, and a tile's width of zeros on both sides.</summary>
    public int FoldPitch => 4 * PerRow + 8;

    /// <summary>Copies an n×n image into the padded image; the margins become zero.</summary>
    public unsafe void Pad(ReadOnlySpan<float> image, int n, float* padded)
    {
        new Span<float>(padded, Margin * Pitch).Clear();
        for (int y = 0; y < n; y++)
        {
            var row = new Span<float>(padded + (y + Margin) * Pitch, Pitch);
            row[..Margin].Clear();
            image.Slice(y * n, n).CopyTo(row[Margin..]);
            row[(Margin + n)..].Clear();
        }
        new Span<float>(padded + (n + Margin) * Pitch, Margin * Pitch).Clear();
    }
}

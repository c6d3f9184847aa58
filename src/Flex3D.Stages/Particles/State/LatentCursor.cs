namespace Flex3D.Stages.Particles.State;

/// <summary>Goes through the rows in order, a block in memory at a time.</summary>
public sealed class LatentCursor(ILatentRows rows)
{
    private const int Block = 1024;
    private readonly float[] _latents = new float[Math.Min(Block, Math.Max(1, rows.Count)) * rows.Dimension];
    private readonly float[] _scales = new float[Math.Min(Block, Math.Max(1, rows.Count))];
    private int _first, _held, _at = -1;

    /// <summary>The row it stands on; −1 before the first.</summary>
    public int Row => _first + _at;

    /// <summary>Latents of that row, K values, valid until the next step.</summary>
    public ReadOnlySpan<float> Latents => _latents.AsSpan(_at * rows.Dimension, rows.Dimension);

    /// <summary>Contrast of that row.</summary>
    public float Scale => _scales[_at];

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        if (++_at < _held)
        {
            return true;
        }
        _first += _held;
        _held = Math.Min(_scales.Length, rows.Count - _first);
        _at = 0;
        if (_held == 0)
        {
            return false;
        }
        rows.Read(_first, _latents.AsSpan(0, _held * rows.Dimension), _scales.AsSpan(0, _held));
        return true;
    }
}

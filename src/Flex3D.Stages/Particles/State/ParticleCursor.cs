namespace Flex3D.Stages.Particles.State;

/// <summary>Goes through the particles of a state in order, holding one block of them in memory at a time.</summary>
internal sealed class ParticleCursor(IParticleState particles)
{
    private const int Block = 1024;
    private readonly ParticleBlock _block = new(particles.Layout, Math.Min(Block, Math.Max(1, particles.Count)));
    private int _first, _held, _at = -1;

    /// <summary>The number of the current particle; −1 before the first.</summary>
    public int Row => _first + _at;

    /// <summary>The numbers of the current particle in a column, valid until the next step.</summary>
    public ReadOnlySpan<float> this[ParticleColumn column]
    {
        get
        {
            int width = particles.Layout.WidthOf(column);
            return _block.Column(column).Slice(_at * width, width);
        }
    }

    /// <summary>Goes to the next particle; false after the last.</summary>
    public bool Next()
    {
        if (++_at < _held)
        {
            return true;
        }
        _first += _held;
        _held = Math.Min(_block.Count, particles.Count - _first);
        _at = 0;
        if (_held == 0)
        {
            return false;
        }
        particles.Read(_first, _held, _block);
        return true;
    }
}

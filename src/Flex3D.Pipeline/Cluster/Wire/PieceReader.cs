namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Puts the pieces of one peer together again. A repeated piece is dropped; one that is missing is noticed with the next, which is refused: the membership is then begun anew.</summary>
/// <remarks>Used by one thread at a time.</remarks>
/// <param name="most">The most bytes of one thing.</param>
internal sealed class PieceReader(long most)
{
    private Piece? _first;
    private PooledBytes _bytes = Array.Empty<byte>();
    private long _next;

    /// <summary>How many pieces have arrived.</summary>
    public long Taken { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a piece. Returns false for one that was added before.</summary>
    /// <param name="whole">The whole thing with its last piece, to be disposed of, and null before.</param>
    /// <exception cref="WireException">It is not the piece that comes next.</exception>
    public bool Add(Piece piece, out PooledBytes? whole)
    {
        whole = null;
        if (piece.Sequence != Taken)
        {
            return piece.Sequence < Taken ? false : throw new WireException($"piece {piece.Sequence} arrived where piece {Taken} was expected");
        }
        Taken++;
        Bytes += piece.Bytes.Length;
        whole = Add(piece);
        return true;
    }

    private PooledBytes? Add(Piece piece)
    {
        if (_first is null)
        {
            if (piece.Offset != 0 || piece.Total < 0 || piece.Total > most)
            {
                throw new WireException($"{piece.Kind} {piece.Number} of {piece.Total} bytes (at most {most}) begins at byte {piece.Offset}");
            }
            // Grows with what arrives: a peer cannot have memory taken that it does not fill.
            (_first, _bytes, _next) = (piece, PooledBytes.Rent((int)Math.Min(piece.Total, 4 << 20)), 0);
        }
        if (piece.Kind != _first.Kind || piece.Number != _first.Number || piece.Total != _first.Total || piece.Offset != _next || piece.Bytes.Length > piece.Total - _next || (piece.Bytes.Length == 0 && piece.Total > 0))
        {
            throw new WireException($"{piece.Kind} {piece.Number}, byte {piece.Offset} of {piece.Total}, arrived where byte {_next} of {_first.Kind} {_first.Number} was expected");
        }
        if (_next + piece.Bytes.Length > _bytes.Length)
        {
            _bytes = _bytes.Grown((int)Math.Min(piece.Total, Math.Max(2L * _bytes.Length, _next + piece.Bytes.Length)));
        }
        piece.Bytes.CopyTo(_bytes.Span[(int)_next..]);
        _next += piece.Bytes.Length;
        if (_next < piece.Total)
        {
            return null;
        }
        PooledBytes whole = _bytes.First((int)piece.Total);
        (_first, _bytes) = (null, Array.Empty<byte>());
        return whole;
    }
}

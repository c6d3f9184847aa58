using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Flex3D.Stages.Particles;

/// <summary>Lists the rows of the input file that a table's particles came from.</summary>
public static class SelectedRows
{
    /// <summary>Returns the 0-based rows, ascending, one a particle; null where every row was read.</summary>
    public static int[]? Of(ParticleTable table)
    {
        if (table.Selection is null)
        {
            return null;
        }
        int[] rows = new int[table.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = table[i].SourceRow;
        }
        return rows;
    }

    /// <summary>Returns <c>sha256:…</c> of the rows as little-endian int32, which identifies a selection.</summary>
    public static string Hash(int[] rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int row in rows)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, row);
            hash.AppendData(bytes);
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Formats;
using K4os.Compression.LZ4;

namespace Flex3D.Fuzz.Targets;

/// <summary>Small datasets of particles with poses, CTF and latents, by the layout of cryoSPARC's public tools.</summary>
internal static class CsFiles
{
    private static readonly (string Name, string Type, int Shape, double Value)[] s_columns =
    [
        ("uid", "<u8", 0, 1000), ("blob/idx", "<u4", 0, 0), ("blob/shape", "<u4", 2, 4), ("blob/psize_A", "<f4", 0, 2), ("blob/sign", "<f4", 0, -1),
        ("ctf/accel_kv", "<f4", 0, 200), ("ctf/cs_mm", "<f4", 0, 2.5), ("ctf/amp_contrast", "<f4", 0, 0.1), ("ctf/df1_A", "<f4", 0, 10000), ("ctf/df2_A", "<f4", 0, 9000),
        ("ctf/df_angle_rad", "<f4", 0, 0.5), ("ctf/phase_shift_rad", "<f4", 0, 0), ("ctf/exp_group_id", "<u4", 0, 1), ("ctf/tilt_A", "<f4", 2, 0), ("alignments3D/split", "<u4", 0, 1),
        ("alignments3D/shift", "<f4", 2, 1.5), ("alignments3D/pose", "<f4", 3, 0.25), ("alignments3D/psize_A", "<f4", 0, 4), ("components_mode_0/value", "<f4", 0, 0.5), ("flex3d/latent", "<f4", 2, 0.5),
    ];

    /// <summary>A NumPy array of records.</summary>
    public static byte[] Npy(int rows)
    {
        var fields = s_columns.Select(c => CsField.Parse(c.Name, c.Type, c.Shape == 0 ? [] : [c.Shape], "made")).Append(CsField.Parse("blob/path", "|S12", [], "made")).ToList();
        var bytes = new List<byte>(NpyHeader.Write(fields, rows));
        for (int row = 0; row < rows; row++)
        {
            s_columns.SelectMany(column => Cell(column, row)).ToList().ForEach(bytes.Add);
            bytes.AddRange(Encoding.ASCII.GetBytes(">stack.mrcs\0"));
        }
        return [.. bytes];
    }

    /// <summary>A column stream.</summary>
    public static byte[] CsDat(int rows, bool packed)
    {
        string dtype = string.Join(", ", s_columns.Select(c => c.Shape == 0 ? $"[\"{c.Name}\", \"{c.Type}\"]" : $"[\"{c.Name}\", \"{c.Type}\", [{c.Shape}]]"));
        string names = packed ? string.Join(", ", s_columns.Skip(1).Select(c => $"\"{c.Name}\"")) : "";
        byte[] header = Encoding.UTF8.GetBytes($"{{\"length\": {rows}, \"dtype\": [{dtype}, [\"blob/path\", \"|O\"]], \"compression\": {(packed ? "\"lz4\"" : "null")}, \"compressed_fields\": [{names}]}}");
        var stream = new MemoryStream();
        stream.Write([0x95, .. "CSDAT"u8]);
        Sized(stream, header);
        foreach (var column in s_columns)
        {
            byte[] bytes = [.. Enumerable.Range(0, rows).SelectMany(row => Cell(column, row))];
            if (packed && column.Name != "uid")
            {
                byte[] target = new byte[LZ4Codec.MaximumOutputSize(bytes.Length)];
                bytes = target[..LZ4Codec.Encode(bytes, target)];
            }
            Sized(stream, bytes);
        }
        Sized(stream, [.. Enumerable.Range(0, rows).SelectMany(_ => BitConverter.GetBytes(1UL))]);
        stream.Write("\0>stack.mrcs\0"u8);
        return stream.ToArray();
    }

    private static void Sized(MemoryStream stream, byte[] bytes)
    {
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, bytes.Length);
        stream.Write(size);
        stream.Write(bytes);
    }

    private static IEnumerable<byte> Cell((string Name, string Type, int Shape, double Value) column, int row) =>
        Enumerable.Range(0, Math.Max(1, column.Shape)).SelectMany(_ => column.Type switch
        {
            "<u8" => BitConverter.GetBytes((ulong)column.Value + (ulong)row),
            "<u4" => BitConverter.GetBytes((uint)column.Value),
            _ => BitConverter.GetBytes((float)column.Value),
        });
}

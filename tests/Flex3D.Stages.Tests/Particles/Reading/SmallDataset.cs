using System.Text;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>Makes a cryoSPARC dataset, a NumPy structured array, with what a particle needs.</summary>
internal static class SmallDataset
{
    /// <param name="more">Further columns: a digit before the type is the number of elements.</param>
    public static byte[] Of(ulong[] uids, params (string Name, string Type, Func<int, byte[]> Value)[] more)
    {
        (string Name, float Value)[] numbers = [("blob/psize_A", 2), ("ctf/accel_kv", 300), ("ctf/cs_mm", 2.7f), ("ctf/amp_contrast", 0.1f), ("ctf/df1_A", 9000), ("ctf/df2_A", 9000), ("ctf/df_angle_rad", 0)];
        (string Name, string Type, Func<int, byte[]> Value)[] needed =
        [
            ("uid", "<u8", i => BitConverter.GetBytes(uids[i])),
            ("blob/path", "|S6", _ => Encoding.ASCII.GetBytes("s.mrcs")),
            ("blob/idx", "<u4", BitConverter.GetBytes),
            .. numbers.Select(number => (number.Name, "<f4", (Func<int, byte[]>)(_ => BitConverter.GetBytes(number.Value)))),
            ("alignments3D/pose", "3<f4", i => [.. BitConverter.GetBytes(0.1f * i), .. BitConverter.GetBytes(0.2f), .. BitConverter.GetBytes(0.3f)]),
            ("alignments3D/shift", "2<f4", _ => new byte[8]),
        ];
        (string Name, string Type, Func<int, byte[]> Value)[] columns = [.. needed.Where(column => more.All(other => other.Name != column.Name)), .. more];
        string fields = string.Join(", ", columns.Select(c => char.IsDigit(c.Type[0]) ? $"('{c.Name}', '{c.Type[1..]}', ({c.Type[0]},))" : $"('{c.Name}', '{c.Type}')"));
        string header = $"{{'descr': [{fields}], 'fortran_order': False, 'shape': ({uids.Length},), }}";
        header = header.PadRight((header.Length + 10 + 63) / 64 * 64 - 10 - 1) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header)];
        return [.. start, .. Enumerable.Range(0, uids.Length).SelectMany(i => columns.SelectMany(c => c.Value(i)))];
    }
}

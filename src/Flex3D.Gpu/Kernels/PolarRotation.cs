using Flex3D.Stages.Geometry;
using Flex3D.Stages.Priors;

namespace Flex3D.Gpu.Kernels;

/// <summary>Finds the rotation nearest to a 3×3 matrix: by the iteration of <see cref="PolarRotation{TLane}"/> where it converges well, else by Horn's quaternion with Jacobi's method in double (J. Opt. Soc. Am. A 4, 629, 1987).</summary>
/// <remarks>The second method duplicates <see cref="NearestRotation"/>, which loops over arrays that a thread of a device would keep in slow memory.</remarks>
internal static class PolarRotation
{
    private const int Sweeps = 30;

    public static Matrix3 Of(Matrix3 m)
    {
        DeviceLane a = new(m.A), b = new(m.B), c = new(m.C), d = new(m.D), e = new(m.E), f = new(m.F), g = new(m.G), h = new(m.H), i = new(m.I);
        return PolarRotation<DeviceLane>.Iterate(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, ref i, out _, out _)
            ? new(a.Value, b.Value, c.Value, d.Value, e.Value, f.Value, g.Value, h.Value, i.Value)
            : Nearest(m);
    }

    private static Matrix3 Nearest(Matrix3 d)
    {
        double k00 = (double)d.A + d.E + d.I, k11 = (double)d.A - d.E - d.I, k22 = (double)d.E - d.A - d.I, k33 = (double)d.I - d.A - d.E;
        double k01 = (double)d.H - d.F, k02 = (double)d.C - d.G, k03 = (double)d.D - d.B, k12 = (double)d.B + d.D, k13 = (double)d.C + d.G, k23 = (double)d.F + d.H;
        double finite = 0 * k00;
        double v00 = 1, v01 = 0, v02 = 0, v03 = 0, v10 = 0, v11 = 1, v12 = 0, v13 = 0, v20 = 0, v21 = 0, v22 = 1, v23 = 0, v30 = 0, v31 = 0, v32 = 0, v33 = 1;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double off = k01 * k01 + k02 * k02 + k03 * k03 + k12 * k12 + k13 * k13 + k23 * k23;
            if (!(2 * off > 1e-34 * (k00 * k00 + k11 * k11 + k22 * k22 + k33 * k33)))
            {
                break;
            }
            Rotate(ref k00, ref k11, ref k01, ref k02, ref k12, ref k03, ref k13, ref v00, ref v01, ref v10, ref v11, ref v20, ref v21, ref v30, ref v31);
            Rotate(ref k00, ref k22, ref k02, ref k01, ref k12, ref k03, ref k23, ref v00, ref v02, ref v10, ref v12, ref v20, ref v22, ref v30, ref v32);
            Rotate(ref k00, ref k33, ref k03, ref k01, ref k13, ref k02, ref k23, ref v00, ref v03, ref v10, ref v13, ref v20, ref v23, ref v30, ref v33);
            Rotate(ref k11, ref k22, ref k12, ref k01, ref k02, ref k13, ref k23, ref v01, ref v02, ref v11, ref v12, ref v21, ref v22, ref v31, ref v32);
            Rotate(ref k11, ref k33, ref k13, ref k01, ref k03, ref k12, ref k23, ref v01, ref v03, ref v11, ref v13, ref v21, ref v23, ref v31, ref v33);
            Rotate(ref k22, ref k33, ref k23, ref k02, ref k03, ref k12, ref k13, ref v02, ref v03, ref v12, ref v13, ref v22, ref v23, ref v32, ref v33);
        }
        double best = k00, w = v00, x = v10, y = v20, z = v30;
        Take(k11, v01, v11, v21, v31, ref best, ref w, ref x, ref y, ref z);
        Take(k22, v02, v12, v22, v32, ref best, ref w, ref x, ref y, ref z);
        Take(k33, v03, v13, v23, v33, ref best, ref w, ref x, ref y, ref z);
        return new(
            (float)(w * w + x * x - y * y - z * z + finite), (float)(2 * (x * y - w * z) + finite), (float)(2 * (x * z + w * y) + finite),
            (float)(2 * (x * y + w * z) + finite), (float)(w * w - x * x + y * y - z * z + finite), (float)(2 * (y * z - w * x) + finite),
            (float)(2 * (x * z - w * y) + finite), (float)(2 * (y * z + w * x) + finite), (float)(w * w - x * x - y * y + z * z + finite));
    }

    private static void Take(double value, double w1, double x1, double y1, double z1, ref double best, ref double w, ref double x, ref double y, ref double z)
    {
        if (value > best)
        {
            best = value;
            w = w1;
            x = x1;
            y = y1;
            z = z1;
        }
    }

    // Rotates so that k_pq becomes zero; r and s are the other two indices, and v holds columns p and q of the eigenvectors.
    private static void Rotate(
        ref double pp, ref double qq, ref double pq, ref double pr, ref double qr, ref double ps, ref double qs,
        ref double v0p, ref double v0q, ref double v1p, ref double v1q, ref double v2p, ref double v2q, ref double v3p, ref double v3q)
    {
        if (pq == 0)
        {
            return;
        }
        double theta = (qq - pp) / (2 * pq);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        pp -= t * pq;
        qq += t * pq;
        pq = 0;
        Turn(c, s, ref pr, ref qr);
        Turn(c, s, ref ps, ref qs);
        Turn(c, s, ref v0p, ref v0q);
        Turn(c, s, ref v1p, ref v1q);
        Turn(c, s, ref v2p, ref v2q);
        Turn(c, s, ref v3p, ref v3q);
    }

    private static void Turn(double c, double s, ref double p, ref double q)
    {
        double before = p;
        p = c * before - s * q;
        q = s * before + c * q;
    }
}
